// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.text;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.RegionStrings;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;

/** The column {@code value}: each record as a string, where it lies. */
final class LineVector extends RecordVector {
  private RecordCursor cursor;
  private MappedRegion region;

  /**
   * The column.
   *
   * @param type a string, whatever its collation
   */
  LineVector(DataType type) {
    super(type);
  }

  @Override
  public void moveTo(BatchCursor newCursor) {
    cursor = (RecordCursor) newCursor;
    region = cursor.region();
  }

  @Override
  public UTF8String getUTF8String(int row) {
    return RegionStrings.at(region, cursor.position(row), cursor.length(row));
  }

  @Override
  public byte[] getBinary(int row) {
    return getUTF8String(row).getBytes();
  }
}
