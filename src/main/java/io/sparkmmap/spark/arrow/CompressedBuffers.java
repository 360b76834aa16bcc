// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import com.github.luben.zstd.Zstd;
import io.sparkmmap.core.arrow.BufferCompression;
import io.sparkmmap.core.arrow.BufferDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;

/** Decompresses buffers by the libraries that Spark brings. */
final class CompressedBuffers implements BufferDecoder {
  /**
   * Where the <a href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md">LZ4 frame</a>
   * has its flags.
   */
  private static final int FLAGS = 4;

  private static final int INDEPENDENT_BLOCKS = 0x20;

  @Override
  public byte[] decode(BufferCompression compression, byte[] compressed, int length)
      throws IOException {
    try {
      return switch (compression) {
        case LZ4_FRAME -> lz4(compressed, length);
        case ZSTD -> zstd(compressed, length);
        case NONE -> compressed;
      };
    } catch (RuntimeException e) { // of the libraries, for some damaged frames
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The faster of two libraries can only read frames whose blocks do not need each other. */
  private static InputStream frame(byte[] compressed) throws IOException {
    InputStream in = new ByteArrayInputStream(compressed);
    boolean independent =
        compressed.length <= FLAGS || (compressed[FLAGS] & INDEPENDENT_BLOCKS) != 0;
    return independent ? new LZ4FrameInputStream(in) : new FramedLZ4CompressorInputStream(in);
  }

  private static byte[] lz4(byte[] compressed, int length) throws IOException {
    try (InputStream in = frame(compressed)) {
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new IOException("only " + bytes.length + " bytes come out");
      }
      if (in.read() >= 0) {
        throw new IOException("more bytes come out");
      }
      return bytes;
    }
  }

  private static byte[] zstd(byte[] compressed, int length) throws IOException {
    long promised = Zstd.getFrameContentSize(compressed);
    if (promised > 0 && promised != length) {
      throw new IOException("the frame has " + promised + " bytes");
    }
    byte[] bytes = new byte[length];
    long found = Zstd.decompressByteArray(bytes, 0, length, compressed, 0, compressed.length);
    if (Zstd.isError(found)) {
      throw new IOException(Zstd.getErrorName(found));
    }
    if (found != length) {
      throw new IOException("only " + found + " bytes come out");
    }
    return bytes;
  }
}
