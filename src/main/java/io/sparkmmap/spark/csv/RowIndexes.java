// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.spark.vector.RowPositions;
import java.io.IOException;

/** Numbers the rows of a file from 0; for that it counts once the rows before the range. */
final class RowIndexes implements RowPositions {
  private static final long NOT_COUNTED = -1;

  private final BatchCursor before;
  private long first = NOT_COUNTED;
  private int count;

  /**
   * Numbers of the rows of a range.
   *
   * @param before over all rows before the range; it is read and not closed, for its source is that
   *     of the cursor over the range
   */
  RowIndexes(BatchCursor before) {
    this.before = before;
  }

  @Override
  public void moveTo(BatchCursor cursor) throws IOException {
    first = first == NOT_COUNTED ? rowsBefore() : first + count;
    count = cursor.count();
  }

  private long rowsBefore() throws IOException {
    long rows = 0;
    while (before.next()) {
      rows += before.count();
    }
    return rows;
  }

  @Override
  public long at(int row) {
    return first + row;
  }
}
