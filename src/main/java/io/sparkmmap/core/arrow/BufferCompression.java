// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

/** How the buffers of a batch are compressed. */
public enum BufferCompression {
  NONE,
  LZ4_FRAME,
  ZSTD;

  static BufferCompression of(FlatTable compression, Origin origin) throws ArrowFileException {
    if (compression == null) {
      return NONE;
    }
    int codec = compression.int8(0, 0);
    int method = compression.int8(1, 0);
    if (codec < 0 || codec > 1 || method != 0) {
      throw origin.damaged(
          0,
          "compression of a batch",
          "LZ4 (0) or ZSTD (1) of each buffer (0)",
          codec + " by method " + method);
    }
    return codec == 0 ? LZ4_FRAME : ZSTD;
  }
}
