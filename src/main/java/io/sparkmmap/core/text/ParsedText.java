// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.text;

import io.sparkmmap.core.source.ByteViews;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads numbers out of ASCII text in memory, in the forms that are most frequent. Says so where a
 * text has any other form, be it a number or not.
 */
public final class ParsedText {
  /** What is returned for a text that is not an integer in its plain form. */
  public static final long NOT_PLAIN = Long.MIN_VALUE;

  private static final long ZEROS = 0x3030_3030_3030_3030L;
  private static final long ABOVE_NINE = 0x7676_7676_7676_7676L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  /** Points as {@link #word} gives them. */
  private static final long POINTS = ('.' ^ '0') * 0x0101_0101_0101_0101L;

  private static final double[] POWERS_OF_TEN = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};
  private static final int MAX_LONG_DIGITS = 19;

  private ParsedText() {}

  /**
   * A decimal integer with an optional sign, of at most 19 digits.
   *
   * @param start position of its first byte
   * @param end position after its last byte
   * @return {@link #NOT_PLAIN} if it is none, or does not fit
   */
  public static long integer(ByteBuffer bytes, int start, int end) {
    if (start >= end) {
      return NOT_PLAIN;
    }
    byte first = bytes.get(start);
    boolean signed = first == '-' || first == '+';
    long magnitude = digits(bytes, signed ? start + 1 : start, end);
    return magnitude < 0 ? NOT_PLAIN : first == '-' ? -magnitude : magnitude;
  }

  /**
   * From 1 to 19 digits and nothing else.
   *
   * @return less than 0 if it is anything else, or more than a long holds
   */
  static long digits(ByteBuffer bytes, int start, int end) {
    int length = end - start;
    if (length <= Long.BYTES) {
      return length < 1 ? -1 : upToEight(bytes, start, length);
    }
    if (length > MAX_LONG_DIGITS) {
      return -1;
    }
    long value = 0;
    int position = start;
    for (; position <= end - Long.BYTES; position += Long.BYTES) {
      long eight = upToEight(bytes, position, Long.BYTES);
      if (eight < 0) {
        return -1;
      }
      value = value * 100_000_000 + eight;
    }
    for (; position < end; position++) {
      int digit = bytes.get(position) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit; // below 2^64 with 19 digits, and negative from 2^63 on
    }
    return value;
  }

  private static long upToEight(ByteBuffer bytes, int start, int length) {
    return eightDigits(word(bytes, start, length) << (Long.SIZE - length * Byte.SIZE));
  }

  /** The bytes, each less '0', the first one lowest; what is above them is anything. */
  private static long word(ByteBuffer bytes, int start, int length) {
    if (start <= bytes.limit() - Long.BYTES) {
      return (long) ByteViews.LONG_LE.get(bytes, start) ^ ZEROS;
    }
    long word = 0;
    for (int i = length - 1; i >= 0; i--) {
      word = word << Byte.SIZE | (bytes.get(start + i) & 0xff);
    }
    return word ^ ZEROS;
  }

  /**
   * Eight digits in one word: neighbours are joined to pairs, those to fours, and those to eight.
   *
   * @param digits the first in the lowest byte
   * @return -1 if a byte is above nine
   */
  private static long eightDigits(long digits) {
    if (((digits + ABOVE_NINE | digits) & HIGH_BITS) != 0) {
      return -1;
    }
    long pairs = digits * 10 + (digits >>> 8);
    long mask = 0x0000_00ff_0000_00ffL;
    return ((pairs & mask) * 0x000f_4240_0000_0064L
            + (pairs >>> 16 & mask) * 0x0000_2710_0000_0001L)
        >>> 32;
  }

  /**
   * Digits with a point among, before or behind them, at most eight characters in all: so few that
   * the nearest double is that of one division.
   *
   * @return less than 0 if it is anything else
   */
  public static double shortFraction(ByteBuffer bytes, int start, int end) {
    int length = end - start;
    if (length < 2 || length > Long.BYTES) {
      return -1;
    }
    long digits = word(bytes, start, length) << (Long.SIZE - length * Byte.SIZE);
    long others = digits ^ POINTS;
    long marks = ~(((others & ~HIGH_BITS) + ~HIGH_BITS) | others | ~HIGH_BITS);
    if (marks == 0) {
      return -1;
    }
    // What stands before the point moves into its place.
    int shift = Long.numberOfTrailingZeros(marks) & ~(Byte.SIZE - 1);
    long before = (1L << shift) - 1;
    long value = eightDigits((digits & before) << Byte.SIZE | (digits & ~before & -256L << shift));
    return value / POWERS_OF_TEN[(Long.BYTES - 1) - (shift >>> 3)];
  }

  /** Two digits as a number, or less than 0. */
  static int twoDigits(ByteBuffer bytes, int position) {
    int tens = bytes.get(position) - '0';
    int ones = bytes.get(position + 1) - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
  }

  /** The bytes as a text of their own. */
  static String ascii(ByteBuffer bytes, int start, int end) {
    byte[] copy = new byte[end - start];
    bytes.get(start, copy);
    return new String(copy, StandardCharsets.US_ASCII);
  }
}
