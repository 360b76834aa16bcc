// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.vector;

/** Halves of IEEE 754: a sign, five bits of exponent, ten of fraction. */
public final class Float16 {
  private static final int FRACTION_BITS = 10;
  private static final int FRACTION = (1 << FRACTION_BITS) - 1;
  private static final int MAX_EXPONENT = 0x1F;
  private static final float SMALLEST = 0x1p-24f;

  /** What the exponent of a float says more than that of a half. */
  private static final int BIAS_DIFFERENCE = 127 - 15;

  private Float16() {}

  /** The number as a float, which holds all of them. Float.float16ToFloat came with Java 20. */
  public static float toFloat(short bits) {
    int sign = bits & Integer.MIN_VALUE;
    int exponent = bits >> FRACTION_BITS & MAX_EXPONENT;
    int fraction = bits & FRACTION;
    if (exponent == 0) {
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * SMALLEST));
    }
    int wide = exponent == MAX_EXPONENT ? 0xFF : exponent + BIAS_DIFFERENCE;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << (23 - FRACTION_BITS));
  }
}
