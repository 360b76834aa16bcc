// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.layout.FieldType;
import io.sparkmmap.core.source.ByteViews;
import io.sparkmmap.core.source.ReadStatistics;
import java.nio.ByteOrder;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Text of four bytes a character, without the NUL characters behind it. Each value is a copy, since
 * Spark's strings are UTF-8.
 */
final class Utf32Vector extends StrideVector {
  private final boolean bigEndian;
  private final int characters;
  private final ReadStatistics statistics;

  Utf32Vector(FieldType.Utf32 field, DataType type, int fieldPosition, ReadStatistics statistics) {
    super(type, fieldPosition);
    this.bigEndian = field.order().equals(ByteOrder.BIG_ENDIAN);
    this.characters = field.characters();
    this.statistics = statistics;
  }

  @Override
  public UTF8String getUTF8String(int row) {
    int position = position(row);
    int length = characters;
    while (length > 0 && (int) ByteViews.INT_LE.get(bytes(), at(position, length - 1)) == 0) {
      length--;
    }
    byte[] utf8 = new byte[utf8Length(position, length)];
    int end = 0;
    for (int i = 0; i < length; i++) {
      end = put(codePoint(position, i), utf8, end);
    }
    statistics.addBytesCopied((long) length * Integer.BYTES);
    return UTF8String.fromBytes(utf8);
  }

  private static int at(int position, int character) {
    return position + character * Integer.BYTES;
  }

  private int codePoint(int position, int character) {
    int value = (int) ByteViews.INT_LE.get(bytes(), at(position, character));
    return bigEndian ? Integer.reverseBytes(value) : value;
  }

  private int utf8Length(int position, int length) {
    long bytes = 0;
    for (int i = 0; i < length; i++) {
      int c = codePoint(position, i);
      if (!Character.isValidCodePoint(c)
          || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
        throw new ArithmeticException(
            "the character at offset "
                + (region().offset() + at(position, i))
                + " is 0x"
                + Integer.toHexString(c)
                + ", which UTF-32 does not have; check the layout and its byte order");
      }
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }
    return Math.toIntExact(bytes);
  }

  /** Puts a character as UTF-8, and returns the index after it. */
  private static int put(int c, byte[] utf8, int at) {
    if (c < 0x80) {
      utf8[at] = (byte) c;
      return at + 1;
    }
    if (c < 0x800) {
      utf8[at] = (byte) (0xC0 | c >> 6);
      return putContinuation(c, 1, utf8, at + 1);
    }
    if (c < 0x10000) {
      utf8[at] = (byte) (0xE0 | c >> 12);
      return putContinuation(c, 2, utf8, at + 1);
    }
    utf8[at] = (byte) (0xF0 | c >> 18);
    return putContinuation(c, 3, utf8, at + 1);
  }

  private static int putContinuation(int c, int count, byte[] utf8, int at) {
    for (int i = 0; i < count; i++) {
      utf8[at + i] = (byte) (0x80 | ((c >> (6 * (count - 1 - i))) & 0x3F));
    }
    return at + count;
  }
}
