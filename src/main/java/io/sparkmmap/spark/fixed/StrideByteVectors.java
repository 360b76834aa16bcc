// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.source.ByteViews;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.spark.vector.RegionStrings;
import io.sparkmmap.spark.vector.StringKeys;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;

/** Columns of text and bytes of a fixed length. */
final class StrideByteVectors {
  private StrideByteVectors() {}

  /** Bytes as they are: a string in place, or the copy that Spark wants of a binary value. */
  static class Whole extends StrideVector {
    private final int fieldLength;
    private final ReadStatistics statistics;

    Whole(DataType type, int fieldPosition, int fieldLength, ReadStatistics statistics) {
      super(type, fieldPosition);
      this.fieldLength = fieldLength;
      this.statistics = statistics;
    }

    /** Bytes of the value that begins at a position. */
    protected int length(int position) {
      return fieldLength;
    }

    protected final int fieldLength() {
      return fieldLength;
    }

    @Override
    public UTF8String getUTF8String(int row) {
      int position = position(row);
      return RegionStrings.at(region(), position, length(position));
    }

    @Override
    public void copyStringKeys(int from, int count, StringKeys into) {
      if (fieldLength > Long.BYTES) {
        super.copyStringKeys(from, count, into);
        return;
      }
      int lastWhole = bytes().limit() - Long.BYTES;
      long mask = fieldLength == 0 ? 0 : -1L >>> (Long.SIZE - Byte.SIZE * fieldLength);
      for (int i = 0; i < count; i++) {
        int position = position(from + i);
        if (position <= lastWhole) {
          long value = (long) ByteViews.LONG_LE.get(bytes(), position) & mask;
          into.setShort(i, value, length(value));
        } else {
          into.set(i, getUTF8String(from + i)); // a word would end behind the region
        }
      }
    }

    /**
     * Bytes of a value of at most eight.
     *
     * @param value its bytes, the first of them the lowest, with zeros behind
     */
    protected int length(long value) {
      return fieldLength;
    }

    @Override
    public byte[] getBinary(int row) {
      int position = position(row);
      byte[] copy = new byte[length(position)];
      bytes().get(position, copy);
      statistics.addBytesCopied(copy.length);
      return copy;
    }
  }

  /** Text without the zero bytes behind it. */
  static final class Padded extends Whole {
    Padded(DataType type, int fieldPosition, int fieldLength, ReadStatistics statistics) {
      super(type, fieldPosition, fieldLength, statistics);
    }

    @Override
    protected int length(int position) {
      int length = fieldLength();
      while (length > 0 && bytes().get(position + length - 1) == 0) {
        length--;
      }
      return length;
    }

    @Override
    protected int length(long value) {
      return Long.BYTES - Long.numberOfLeadingZeros(value) / Byte.SIZE;
    }
  }
}
