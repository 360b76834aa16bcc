// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.prefixed;

import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.RegionStrings;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;

/** Each record as it is: a string in place, or the copy that Spark wants of a binary value. */
final class RecordBytesVector extends RecordVector {
  private final ReadStatistics statistics;
  private RecordCursor cursor;

  RecordBytesVector(DataType type, ReadStatistics statistics) {
    super(type);
    this.statistics = statistics;
  }

  @Override
  public void moveTo(BatchCursor newCursor) {
    cursor = (RecordCursor) newCursor;
  }

  @Override
  public UTF8String getUTF8String(int row) {
    return RegionStrings.at(cursor.region(), cursor.position(row), cursor.length(row));
  }

  @Override
  public byte[] getBinary(int row) {
    byte[] copy = new byte[cursor.length(row)];
    cursor.region().bytes().get(cursor.position(row), copy);
    statistics.addBytesCopied(copy.length);
    return copy;
  }
}
