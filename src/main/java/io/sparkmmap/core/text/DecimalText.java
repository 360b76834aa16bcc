// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.text;

import java.nio.ByteBuffer;

/**
 * A decimal fraction with an optional exponent, taken apart: {@code -12.50e3} has the digits 1250,
 * the scale 2, the exponent 3 and a sign. Reused for many; for one thread.
 */
public final class DecimalText {
  /** So many digits always fit into a long. */
  private static final int MAX_DIGITS = 18;

  private static final int MAX_EXPONENT_DIGITS = 4;

  private long digits;
  private int scale;
  private int exponent;
  private boolean negative;

  /** All digits in a row, as a number. */
  public long digits() {
    return digits;
  }

  /** How many of them stand behind the point. */
  public int scale() {
    return scale;
  }

  /** What stands behind the {@code e}; 0 without one. */
  public int exponent() {
    return exponent;
  }

  public boolean isNegative() {
    return negative;
  }

  /**
   * Takes a text apart.
   *
   * @param start position of its first byte
   * @param end position after its last byte
   * @return false if it is anything but a sign, at most 18 digits with at most one point somewhere
   *     among them, and an exponent; nothing else is right then
   */
  public boolean parse(ByteBuffer bytes, int start, int end) {
    digits = 0;
    scale = 0;
    exponent = 0;
    int position = start;
    if (position == end) {
      return false;
    }
    byte first = bytes.get(position);
    negative = first == '-';
    if (negative || first == '+') {
      position++;
    }
    int firstDigit = position;
    int point = -1;
    long value = 0;
    for (; position < end; position++) {
      byte found = bytes.get(position);
      int digit = found - '0';
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit; // too many are reported below
      } else if (found == '.' && point < 0) {
        point = position;
      } else {
        break;
      }
    }
    int count = position - firstDigit - (point < 0 ? 0 : 1);
    if (count < 1 || count > MAX_DIGITS) {
      return false;
    }
    digits = value;
    scale = point < 0 ? 0 : position - point - 1;
    return position == end || parseExponent(bytes, position, end);
  }

  private boolean parseExponent(ByteBuffer bytes, int start, int end) {
    if ((bytes.get(start) | 0x20) != 'e' || start + 1 == end) {
      return false;
    }
    byte sign = bytes.get(start + 1);
    int firstDigit = sign == '-' || sign == '+' ? start + 2 : start + 1;
    if (end - firstDigit > MAX_EXPONENT_DIGITS) {
      return false;
    }
    long value = ParsedText.digits(bytes, firstDigit, end);
    exponent = (int) (sign == '-' ? -value : value);
    return value >= 0;
  }
}
