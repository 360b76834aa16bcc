// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.mapping.ReadStatistics;
import io.sparkmmap.spark.vector.RegionStrings;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;

/** Columns of text and bytes of a fixed length. */
final class ByteVectors {
  private ByteVectors() {}

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
  }
}
