// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.filter;

import io.sparkmmap.spark.vector.RecordVector;

/**
 * The values of a column of numbers as integers that compare as the values do, some rows at a time.
 * For one thread.
 */
final class NumberKeys {
  private final RecordVector column;
  private final double[] doubles;
  private final long[] keys = new long[BoundFilter.MAX_ROWS];

  NumberKeys(RecordVector column) {
    this.column = column;
    this.doubles =
        ColumnRef.order(column.dataType()) == ColumnRef.Order.FLOATING
            ? new double[BoundFilter.MAX_ROWS]
            : null;
  }

  /** Valid until the next call. */
  long[] of(int from, int rows) {
    if (doubles == null) {
      column.copyLongs(from, rows, keys);
      return keys;
    }
    column.copyDoubles(from, rows, doubles);
    for (int i = 0; i < rows; i++) {
      keys[i] = SortKey.of(doubles[i]);
    }
    return keys;
  }
}
