// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.text;

import java.nio.ByteBuffer;

/**
 * Turns decimal fractions into floating-point numbers, rounded exactly as the JDK does. Where the
 * digits and the power of ten are both exact as such a number, one division or multiplication
 * rounds once and so exactly (<a href="https://doi.org/10.1145/93542.93557">Clinger, 1990</a>);
 * elsewhere the JDK does it.
 */
public final class DecimalRounding {
  private static final long MAX_EXACT_DOUBLE = 1L << 53;
  private static final long MAX_EXACT_FLOAT = 1L << 24;

  private static final double[] DOUBLE_POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };
  private static final float[] FLOAT_POWERS = {
    1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f, 1e9f, 1e10f
  };

  private DecimalRounding() {}

  /**
   * The nearest double.
   *
   * @param text taken apart
   * @param start position of the same text in {@code bytes}
   * @param end position after its last byte
   */
  public static double toDouble(DecimalText text, ByteBuffer bytes, int start, int end) {
    int exponent = text.exponent() - text.scale();
    int size = Math.abs(exponent);
    if (text.digits() > MAX_EXACT_DOUBLE || size >= DOUBLE_POWERS.length) {
      return Double.parseDouble(ParsedText.ascii(bytes, start, end));
    }
    double digits = text.digits();
    double value = exponent < 0 ? digits / DOUBLE_POWERS[size] : digits * DOUBLE_POWERS[size];
    return text.isNegative() ? -value : value;
  }

  /** The nearest float; see {@link #toDouble}. */
  public static float toFloat(DecimalText text, ByteBuffer bytes, int start, int end) {
    int exponent = text.exponent() - text.scale();
    int size = Math.abs(exponent);
    if (text.digits() > MAX_EXACT_FLOAT || size >= FLOAT_POWERS.length) {
      return Float.parseFloat(ParsedText.ascii(bytes, start, end));
    }
    float digits = text.digits();
    float value = exponent < 0 ? digits / FLOAT_POWERS[size] : digits * FLOAT_POWERS[size];
    return text.isNegative() ? -value : value;
  }
}
