// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

/**
 * Eight bytes at a time in one long ("SIMD within a register"). A match is marked by the high bit
 * of its byte; the first byte in memory is the lowest of a little-endian word.
 */
public final class Swar {
  /** The lowest and the highest bit of each byte. */
  public static final long LOW_BITS = 0x0101_0101_0101_0101L;

  public static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private Swar() {}

  /** A word of eight times the same byte. */
  public static long repeat(byte value) {
    return (value & 0xFFL) * LOW_BITS;
  }

  /**
   * Marks the zero bytes of a word, and now and then a byte that is 1 and follows a zero one. The
   * lowest mark is always right, and there is none if there is no zero byte.
   */
  public static long zeroesRoughly(long word) {
    return (word - LOW_BITS) & ~word & HIGH_BITS;
  }

  /** Marks the zero bytes of a word, and nothing else. */
  public static long zeroes(long word) {
    long sevenBits = ~HIGH_BITS;
    return ~(((word & sevenBits) + sevenBits) | word | sevenBits);
  }

  /**
   * Whether one of four words may have a byte below a limit: certainly not, if this is false. True
   * also for bytes above 127, which ASCII has none of; it takes half the steps of the exact answer.
   *
   * @param limits eight times the same byte, from 1 to 128
   */
  static boolean mayBeBelow(long first, long second, long third, long fourth, long limits) {
    return (((first - limits) | (second - limits) | (third - limits) | (fourth - limits))
            & HIGH_BITS)
        != 0;
  }

  /** 1 where {@link #mayBeBelow} is true, else 0, without a branch. */
  static int countMayBeBelow(long first, long second, long third, long fourth, long limits) {
    long marks =
        ((first - limits) | (second - limits) | (third - limits) | (fourth - limits)) & HIGH_BITS;
    return (int) ((marks | -marks) >>> (Long.SIZE - 1));
  }

  /**
   * Whether one of four words has a byte below a limit.
   *
   * @param limits eight times the same byte, from 1 to 128
   */
  static boolean anyBelow(long first, long second, long third, long fourth, long limits) {
    long below =
        ((first - limits) & ~first)
            | ((second - limits) & ~second)
            | ((third - limits) & ~third)
            | ((fourth - limits) & ~fourth);
    return (below & HIGH_BITS) != 0;
  }

  /** The marks of a word as its eight lowest bits, in the same order. */
  public static long gather(long marks) {
    return (marks * 0x0002_0408_1020_4081L) >>> (Long.SIZE - Byte.SIZE);
  }

  /** Index of the byte of the lowest mark. */
  static int firstIndex(long marks) {
    return Long.numberOfTrailingZeros(marks) >>> 3;
  }
}
