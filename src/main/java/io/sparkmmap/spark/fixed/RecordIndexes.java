// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.spark.vector.RowPositions;

/** The numbers of fixed-length records in their file, by arithmetic. */
final class RecordIndexes implements RowPositions {
  private final long dataStart;
  private final int recordLength;
  private long first;

  /**
   * Numbers of records.
   *
   * @param dataStart offset of the file's first record
   */
  RecordIndexes(long dataStart, int recordLength) {
    this.dataStart = dataStart;
    this.recordLength = recordLength;
  }

  @Override
  public void moveTo(BatchCursor cursor) {
    RecordCursor records = (RecordCursor) cursor;
    first = (records.region().offset() + records.position(0) - dataStart) / recordLength;
  }

  @Override
  public long at(int record) {
    return first + record;
  }
}
