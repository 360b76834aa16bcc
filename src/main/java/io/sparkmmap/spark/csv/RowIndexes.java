// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.spark.vector.RowPositions;
import java.io.IOException;

/** Numbers the rows of a file from 0; for that it counts those that the cursor does not show. */
final class RowIndexes implements RowPositions {
  /** Opens cursors that show all rows. */
  interface Rows {
    /**
     * A cursor over the rows that begin between two offsets, which is read and not closed: its
     * source is that of the cursor whose rows are numbered.
     */
    BatchCursor between(long from, long to) throws IOException;
  }

  private final Rows rows;
  private final long start;
  private boolean begun;
  private long first;
  private int count;
  private CsvBatchCursor rowsOfBatch;

  /**
   * Numbers of the rows of a range.
   *
   * @param start offset at which the range begins
   */
  RowIndexes(Rows rows, long start) {
    this.rows = rows;
    this.start = start;
  }

  @Override
  public void moveTo(BatchCursor cursor) throws IOException {
    if (!begun) {
      first = count(0, start);
      begun = true;
    }
    CsvBatchCursor batch = (CsvBatchCursor) cursor;
    first += count + count(batch.skippedFrom(), batch.skippedTo());
    count = batch.rowsRead();
    rowsOfBatch = batch;
  }

  private long count(long from, long to) throws IOException {
    long all = 0;
    if (from < to) {
      BatchCursor between = rows.between(from, to);
      while (between.next()) {
        all += between.count();
      }
    }
    return all;
  }

  @Override
  public long at(int row) {
    return first + rowsOfBatch.numberOf(row);
  }
}
