// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import com.github.luben.zstd.Zstd;
import io.sparkmmap.core.arrow.BufferCompression;
import io.sparkmmap.core.arrow.BufferDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import net.jpountz.lz4.LZ4FrameInputStream;

/** Decompresses buffers by the libraries that Spark brings. */
final class CompressedBuffers implements BufferDecoder {

  @Override
  public byte[] decode(BufferCompression compression, byte[] compressed, int length)
      throws IOException {
    return switch (compression) {
      case LZ4_FRAME -> lz4(compressed, length);
      case ZSTD -> zstd(compressed, length);
      case NONE -> compressed;
    };
  }

  private static byte[] lz4(byte[] compressed, int length) throws IOException {
    try (InputStream in = new LZ4FrameInputStream(new ByteArrayInputStream(compressed))) {
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new IOException("only " + bytes.length + " bytes come out");
      }
      if (in.read() >= 0) {
        throw new IOException("more bytes come out");
      }
      return bytes;
    } catch (RuntimeException e) { // of the library, for some damaged frames
      throw new IOException(String.valueOf(e.getMessage()), e);
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
