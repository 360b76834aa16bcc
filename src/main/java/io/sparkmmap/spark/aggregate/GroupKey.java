// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.aggregate;

import io.sparkmmap.spark.filter.BoundFilter;
import io.sparkmmap.spark.filter.ColumnRef;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.StringKeys;
import java.util.Arrays;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A column by which rows are grouped: its values as words, which are equal where the values are,
 * and the values of the groups that there are. For one thread.
 */
abstract class GroupKey {
  private final RecordVector column;
  private final int words;

  private GroupKey(RecordVector column, int words) {
    this.column = column;
    this.words = words;
  }

  static GroupKey of(RecordVector column) {
    return ColumnRef.order(column.dataType()) == ColumnRef.Order.STRING
        ? new OfStrings(column)
        : new OfIntegers(column);
  }

  /** Whether values of a column are in one group here exactly if they are in Spark. */
  static boolean canBe(ColumnRef column) {
    return column.order() == ColumnRef.Order.INTEGER || column.order() == ColumnRef.Order.STRING;
  }

  /** How many words a value makes. */
  final int words() {
    return words;
  }

  final RecordVector column() {
    return column;
  }

  /**
   * Reads values.
   *
   * @param into arrays of which it fills as many as there are words, each from index 0
   * @param first of those arrays
   */
  abstract void read(int from, int rows, long[][] into, int first);

  /** Whether a row whose words are those of a group has its value as well. */
  abstract boolean isOf(int group, int row);

  /**
   * Keeps the value of a row as that of a group.
   *
   * @param index of the row among those that were read last
   */
  abstract void keep(int group, int index);

  /** Bytes on the heap of the values that are kept. */
  abstract long bytesKept();

  /** Hands out the values of groups 1 to {@code groups}, the first of them as row 0. */
  abstract void write(int groups, WritableColumnVector into);

  /** Forgets the values of groups 1 to {@code groups}. */
  abstract void clear(int groups);

  private static final class OfIntegers extends GroupKey {
    private final byte[] nulls = new byte[BoundFilter.MAX_ROWS];
    private long[] valuesRead = {};
    private long[] nullsRead = {};
    private long[] values = {};
    private boolean[] areNull = {};

    OfIntegers(RecordVector column) {
      super(column, 2);
    }

    @Override
    void read(int from, int rows, long[][] into, int first) {
      valuesRead = into[first];
      nullsRead = into[first + 1];
      column().copyLongs(from, rows, valuesRead);
      Arrays.fill(nullsRead, 0, rows, 0);
      if (column().hasNull()) {
        Arrays.fill(nulls, 0, rows, (byte) 0);
        column().markNulls(from, rows, (byte) 1, nulls);
        for (int i = 0; i < rows; i++) {
          nullsRead[i] = nulls[i];
          valuesRead[i] &= nulls[i] - 1L; // what was read of a null is anything
        }
      }
    }

    @Override
    boolean isOf(int group, int row) {
      return true;
    }

    @Override
    void keep(int group, int index) {
      if (group >= values.length) {
        values = Arrays.copyOf(values, 2 * group + BoundFilter.MAX_ROWS);
        areNull = Arrays.copyOf(areNull, values.length);
      }
      values[group] = valuesRead[index];
      areNull[group] = nullsRead[index] != 0;
    }

    @Override
    long bytesKept() {
      return 0;
    }

    @Override
    void write(int groups, WritableColumnVector into) {
      for (int group = 1; group <= groups; group++) {
        if (areNull[group]) {
          into.putNull(group - 1);
        } else {
          IntegerValues.put(into, group - 1, values[group]);
        }
      }
    }

    @Override
    void clear(int groups) {}
  }

  private static final class OfStrings extends GroupKey {
    private long[] lengthsRead = {};
    private int firstRead;
    private byte[][] values = {};
    private long bytes;

    OfStrings(RecordVector column) {
      super(column, 3);
    }

    @Override
    void read(int from, int rows, long[][] into, int first) {
      firstRead = from;
      lengthsRead = into[first + 2];
      column()
          .copyStringKeys(
              from, rows, new StringKeys(into[first], into[first + 1], into[first + 2]));
    }

    @Override
    boolean isOf(int group, int row) {
      return StringKeys.isExact(lengthsRead[row])
          || UTF8String.fromBytes(values[group]).equals(column().getUTF8String(firstRead + row));
    }

    @Override
    void keep(int group, int index) {
      if (group >= values.length) {
        values = Arrays.copyOf(values, 2 * group + BoundFilter.MAX_ROWS);
      }
      if (StringKeys.isNull(lengthsRead[index])) {
        values[group] = null;
      } else {
        UTF8String value = column().getUTF8String(firstRead + index);
        // A copy, for the string may hold on to all that was read with it.
        byte[] copy = new byte[value.numBytes()];
        value.writeToMemory(copy, Platform.BYTE_ARRAY_OFFSET);
        values[group] = copy;
        bytes += copy.length;
      }
    }

    @Override
    long bytesKept() {
      return bytes;
    }

    @Override
    void write(int groups, WritableColumnVector into) {
      for (int group = 1; group <= groups; group++) {
        byte[] value = values[group];
        if (value == null) {
          into.putNull(group - 1);
        } else {
          into.putByteArray(group - 1, value);
        }
      }
    }

    @Override
    void clear(int groups) {
      Arrays.fill(values, 0, groups + 1, null);
      bytes = 0;
    }
  }
}
