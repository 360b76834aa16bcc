// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.filter;

import io.sparkmmap.spark.vector.RecordVector;
import java.util.Arrays;

/** Looks whether a column ascends, nulls first, from batch to batch. For one thread. */
public final class SortCheck {
  private final RecordVector column;
  private final NumberKeys numbers;
  private final byte[] nulls = new byte[BoundFilter.MAX_ROWS];
  private Comparable<?> last;

  /** A check of a column whose values can be compared. */
  public SortCheck(RecordVector column) {
    this.column = column;
    ColumnRef.Order order = ColumnRef.order(column.dataType());
    this.numbers =
        order == ColumnRef.Order.INTEGER || order == ColumnRef.Order.FLOATING
            ? new NumberKeys(column)
            : null;
  }

  /** Forgets what came before: another part begins. */
  public void restart() {
    last = null;
  }

  /**
   * Looks at all rows of a batch.
   *
   * @return the first row whose value is less than the one before it, or -1
   */
  public int firstOutOfOrder(int rows) {
    return numbers == null ? firstKeyOutOfOrder(0, rows) : firstNumberOutOfOrder(rows);
  }

  private int firstNumberOutOfOrder(int rows) {
    boolean hadValue = last != null;
    long previous = hadValue ? (Long) last : Long.MIN_VALUE;
    for (int from = 0; from < rows; from += BoundFilter.MAX_ROWS) {
      int count = Math.min(rows - from, BoundFilter.MAX_ROWS);
      Arrays.fill(nulls, 0, count, BoundFilter.FALSE);
      if (column.markNulls(from, count, BoundFilter.NULL, nulls)) {
        last = hadValue ? (Comparable<?>) previous : null;
        int found = firstKeyOutOfOrder(from, from + count);
        if (found >= 0) {
          return found;
        }
        hadValue = last != null;
        previous = hadValue ? (Long) last : Long.MIN_VALUE;
        continue;
      }
      hadValue = true;
      long[] keys = numbers.of(from, count);
      for (int i = 0; i < count; i++) {
        if (keys[i] < previous) {
          last = previous;
          return from + i;
        }
        previous = keys[i];
      }
    }
    last = hadValue ? (Comparable<?>) previous : null;
    return -1;
  }

  private int firstKeyOutOfOrder(int from, int to) {
    for (int i = from; i < to; i++) {
      Comparable<?> key = SortKey.at(column, i);
      if (SortKey.compare(key, last) < 0) {
        return i;
      }
      last = key;
    }
    return -1;
  }

  /** The value before the one that was out of order, for messages. */
  public String previous() {
    return SortKey.describe(last, column.dataType());
  }

  /** The value of a row, for messages. */
  public String valueOf(int row) {
    return SortKey.describe(SortKey.at(column, row), column.dataType());
  }
}
