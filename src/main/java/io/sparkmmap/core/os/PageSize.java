// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The size of a memory page, asked of the system. */
public final class PageSize {
  /** The largest page size in use (some arm64 and ppc64 kernels), and a multiple of all others. */
  private static final int LARGEST_BYTES = 64 << 10;

  /** {@code AT_PAGESZ} of the auxiliary vector, see getauxval(3). */
  private static final long AT_PAGESZ = 6;

  private static final int BYTES = ask();

  private PageSize() {}

  /** Bytes in a page of this machine; where the system does not report it, a multiple of it. */
  public static int bytes() {
    return BYTES;
  }

  private static int ask() {
    return NativeMemory.instance()
        .map(NativeMemory::pageSize)
        .orElseGet(PageSize::ofAuxiliaryVector);
  }

  /** For processes without the native library. */
  static int ofAuxiliaryVector() {
    try {
      return parseAuxiliaryVector(Files.readAllBytes(Path.of("/proc/self/auxv")));
    } catch (IOException | SecurityException e) {
      return LARGEST_BYTES;
    }
  }

  static int parseAuxiliaryVector(byte[] vector) {
    ByteBuffer pairs = ByteBuffer.wrap(vector).order(ByteOrder.nativeOrder());
    while (pairs.remaining() >= 2 * Long.BYTES) {
      long type = pairs.getLong();
      long value = pairs.getLong();
      if (type == AT_PAGESZ
          && value >= 4096
          && value <= LARGEST_BYTES
          && Long.bitCount(value) == 1) {
        return Math.toIntExact(value);
      }
    }
    return LARGEST_BYTES;
  }
}
