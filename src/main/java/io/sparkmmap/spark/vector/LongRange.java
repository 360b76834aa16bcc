// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.vector;

/**
 * What becomes of integers by whether they lie in a range, which is all that a comparison with a
 * literal asks. The test has no branches, of which half would be mispredicted where half of the
 * records pass.
 *
 * @param low the least integer inside
 * @param high the greatest integer inside; below {@code low} if there is none
 * @param inside for integers in the range
 * @param outside for all others
 */
public record LongRange(long low, long high, byte inside, byte outside) {
  private static final int SIGN = Long.SIZE - 1;

  /** Beyond all numbers of 32 bits, with a sign or without. */
  private static final long BEYOND_INTS = 1L << 40;

  /** A range without an integer in it. */
  public static LongRange empty(byte inside, byte outside) {
    return new LongRange(Long.MAX_VALUE, Long.MIN_VALUE, inside, outside);
  }

  /** What becomes of an integer. */
  public byte of(long value) {
    return outcome(isBelow(value, low) | isBelow(high, value));
  }

  /** All bits set if one number is below another, even if their difference overflows; else none. */
  private static long isBelow(long value, long other) {
    return ((value & ~other) | (~(value ^ other) & (value - other))) >> SIGN;
  }

  /** The same range for {@link #ofInt}, with bounds near enough for differences to fit. */
  public LongRange forInts() {
    return new LongRange(near(low), near(high), inside, outside);
  }

  private static long near(long bound) {
    return Math.max(-BEYOND_INTS, Math.min(BEYOND_INTS, bound));
  }

  /**
   * What becomes of a number of 32 bits, in fewer steps.
   *
   * @param value with a sign or without; of a range that {@link #forInts} gave
   */
  public byte ofInt(long value) {
    return outcome(((value - low) | (high - value)) >> SIGN);
  }

  private byte outcome(long isOutside) {
    return (byte) (inside + (isOutside & (outside - inside)));
  }
}
