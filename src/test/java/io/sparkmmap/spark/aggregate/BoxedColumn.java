// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.aggregate;

import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.spark.vector.RecordVector;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;

/** A column of boxed values, some of them null. */
final class BoxedColumn extends RecordVector {
  private final Object[] values;

  BoxedColumn(DataType type, Object... values) {
    super(type);
    this.values = values;
  }

  int rows() {
    return values.length;
  }

  @Override
  public void moveTo(BatchCursor cursor) {}

  @Override
  public boolean hasNull() {
    return true;
  }

  @Override
  public boolean isNullAt(int row) {
    return values[row] == null;
  }

  @Override
  public int getInt(int row) {
    return (Integer) values[row];
  }

  @Override
  public long getLong(int row) {
    return (Long) values[row];
  }

  @Override
  public double getDouble(int row) {
    return (Double) values[row];
  }

  @Override
  public UTF8String getUTF8String(int row) {
    return UTF8String.fromString((String) values[row]);
  }
}
