// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import io.sparkmmap.core.mapping.MappedRegion;

/** The mark of UTF-8 at the start of a file, which is no part of its first line. */
public final class ByteOrderMark {
  public static final int LENGTH = 3;

  private ByteOrderMark() {}

  /**
   * {@value #LENGTH} if a file begins with the mark, else 0.
   *
   * @param start a region at the start of the file; of one that is shorter than the mark a line
   *     must end in it, so that there is none
   * @param dataEnd offset after the last line
   */
  public static int lengthIn(MappedRegion start, long dataEnd) {
    if (Math.min(dataEnd, start.length()) < LENGTH) {
      return 0;
    }
    boolean marked =
        start.byteAt(0) == (byte) 0xEF
            && start.byteAt(1) == (byte) 0xBB
            && start.byteAt(2) == (byte) 0xBF;
    return marked ? LENGTH : 0;
  }
}
