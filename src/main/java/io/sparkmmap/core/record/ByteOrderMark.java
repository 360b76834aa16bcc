// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.RegionSource;
import java.io.IOException;

/** The mark of UTF-8 at the start of a file, which is no part of its first line. */
final class ByteOrderMark {
  static final int LENGTH = 3;

  private ByteOrderMark() {}

  /** {@value #LENGTH} if the file begins with the mark, else 0. */
  static int lengthIn(RegionSource source, long dataEnd) throws IOException {
    if (dataEnd < LENGTH) {
      return 0;
    }
    MappedRegion start = source.regionAt(0, LENGTH);
    boolean marked =
        start.byteAt(0) == (byte) 0xEF
            && start.byteAt(1) == (byte) 0xBB
            && start.byteAt(2) == (byte) 0xBF;
    return marked ? LENGTH : 0;
  }
}
