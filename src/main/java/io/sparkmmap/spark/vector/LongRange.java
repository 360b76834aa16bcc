// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.vector;

/**
 * What becomes of integers by how they compare with a literal. All three outcomes are given, so
 * that one loop serves every operator. It has no branches, of which half would be mispredicted
 * where half of the records pass.
 *
 * @param less for integers below the literal
 * @param equal for the literal itself
 * @param greater for integers above it
 */
public record LongComparison(long literal, byte less, byte equal, byte greater) {
  private static final int SIGN = Long.SIZE - 1;

  /** Beyond all numbers of 32 bits, with a sign or without. */
  private static final long BEYOND_INTS = 1L << 40;

  /** The outcome for an integer. */
  public byte of(long value) {
    return outcome(isBelow(value, literal), isBelow(literal, value));
  }

  /** All bits set if one number is below another, even if their difference overflows; else none. */
  private static long isBelow(long value, long other) {
    return ((value & ~other) | (~(value ^ other) & (value - other))) >> SIGN;
  }

  /** The same comparison by {@link #ofInt} with a literal near enough for differences to fit. */
  public LongComparison forInts() {
    long near = Math.max(-BEYOND_INTS, Math.min(BEYOND_INTS, literal));
    return new LongComparison(near, less, equal, greater);
  }

  /**
   * The outcome for a number of 32 bits, in fewer steps.
   *
   * @param value with a sign or without; of a comparison that {@link #forInts} gave
   */
  public byte ofInt(long value) {
    return outcome((value - literal) >> SIGN, (literal - value) >> SIGN);
  }

  private byte outcome(long isLess, long isGreater) {
    return (byte) (equal + (isLess & (less - equal)) + (isGreater & (greater - equal)));
  }
}
