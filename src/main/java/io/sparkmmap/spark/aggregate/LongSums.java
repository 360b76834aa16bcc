// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.aggregate;

/** Sums of longs in two numbers, {@code high * 2^32 + low}, of which neither need be a half. */
final class LongSums {
  /** The lower half of the bits of a long. */
  static final long LOW_HALF = 0xFFFF_FFFFL;

  private LongSums() {}

  private static long carried(long high, long low) {
    return high + (low >> Integer.SIZE);
  }

  /** Whether a sum is one that a long holds. */
  static boolean fits(long high, long low) {
    long carried = carried(high, low);
    return carried == (int) carried;
  }

  /** A sum, modulo 2^64. */
  static long of(long high, long low) {
    return carried(high, low) << Integer.SIZE | (low & LOW_HALF);
  }
}
