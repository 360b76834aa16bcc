// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Where mappings are put: one right behind the other, so that what is left of those that ended
 * touches, and is one mapping to the system however many they were (see {@link EndedRanges}). It is
 * a wish: where the addresses are taken or are none, the system chooses others.
 *
 * <p>Safe for use by many threads.
 */
final class Placement {
  /**
   * What the page cache holds in one piece at most can be mapped in one piece, if it is aligned.
   */
  private static final long LARGE = 2L << 20;

  /** Far from where the system puts what nobody has a wish for, and from the heap. */
  private static final Area SMALL_AREA = new Area(0x2000_0000_0000L, 0x2400_0000_0000L);

  private static final Area LARGE_AREA = new Area(0x2400_0000_0000L, 0x6000_0000_0000L);

  private Placement() {}

  /** A part of the address space that is used from its start to its end, and then once more. */
  private static final class Area {
    private final long start;
    private final long end;
    private long next;

    Area(long start, long end) {
      this.start = start;
      this.end = end;
      // Not where it was in the last process: nobody should know addresses before.
      this.next = start + ThreadLocalRandom.current().nextLong((end - start) / 4 / LARGE) * LARGE;
    }

    synchronized long take(long length) {
      if (end - next < length) {
        next = start;
      }
      long taken = next;
      next += length;
      return taken;
    }
  }

  /**
   * How much to map for a window. What lies behind the end of the file is never touched; with it
   * the next mapping touches this one and is aligned as well.
   */
  static long mappedLength(int length, int pageSize) {
    long unit = length < LARGE ? pageSize : LARGE;
    return (length + unit - 1) / unit * unit;
  }

  /** The address to ask for; of each call another. */
  static long next(long mappedLength) {
    return (mappedLength < LARGE ? SMALL_AREA : LARGE_AREA).take(mappedLength);
  }
}
