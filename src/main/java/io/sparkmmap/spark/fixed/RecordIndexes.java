// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.spark.vector.RowPositions;

/** The numbers of fixed-length records in their file, by arithmetic. */
public final class RecordIndexes implements RowPositions {
  private final long dataStart;
  private final int recordLength;
  private long first;

  /**
   * Numbers of records.
   *
   * @param dataStart offset of the file's first record
   */
  public RecordIndexes(long dataStart, int recordLength) {
    this.dataStart = dataStart;
    this.recordLength = recordLength;
  }

  /**
   * The part of a range that holds records of some numbers.
   *
   * @param firstIndex number in the file of the first record
   * @param lastIndex number of the last one
   */
  public static DataRange between(
      DataRange range, int recordLength, long firstIndex, long lastIndex) {
    long records = (range.dataEnd() - range.dataStart()) / recordLength;
    if (lastIndex < 0 || firstIndex >= records || firstIndex > lastIndex) {
      return range.between(range.end(), range.end());
    }
    long from = firstIndex <= 0 ? 0 : range.dataStart() + firstIndex * recordLength;
    long to =
        lastIndex >= records - 1
            ? range.dataEnd()
            : range.dataStart() + (lastIndex + 1) * recordLength;
    return range.between(from, to);
  }

  @Override
  public void moveTo(BatchCursor cursor) {
    RecordCursor records = (RecordCursor) cursor;
    first = (records.offset(0) - dataStart) / recordLength;
  }

  @Override
  public long at(int record) {
    return first + record;
  }
}
