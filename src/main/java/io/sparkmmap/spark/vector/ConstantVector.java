// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.vector;

import io.sparkmmap.core.record.BatchCursor;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;

/** A column with the same value in every row: a partition column, or an aggregate of all rows. */
public final class ConstantVector extends RecordVector {
  private Object value;

  /** A column of nulls, until it is given a value. */
  public ConstantVector(DataType type) {
    super(type);
  }

  /**
   * Changes the value.
   *
   * @param newValue in Spark's internal form, or null
   */
  public void setValue(Object newValue) {
    value = newValue;
  }

  @Override
  public void moveTo(BatchCursor cursor) {
    // The value depends on the file only.
  }

  @Override
  public boolean hasNull() {
    return value == null;
  }

  @Override
  public int numNulls() {
    return value == null ? Integer.MAX_VALUE : 0;
  }

  @Override
  public boolean isNullAt(int row) {
    return value == null;
  }

  @Override
  public boolean getBoolean(int row) {
    return (Boolean) value;
  }

  @Override
  public byte getByte(int row) {
    return (Byte) value;
  }

  @Override
  public short getShort(int row) {
    return (Short) value;
  }

  @Override
  public int getInt(int row) {
    return (Integer) value;
  }

  @Override
  public long getLong(int row) {
    return (Long) value;
  }

  @Override
  public float getFloat(int row) {
    return (Float) value;
  }

  @Override
  public double getDouble(int row) {
    return (Double) value;
  }

  @Override
  public Decimal getDecimal(int row, int precision, int scale) {
    return (Decimal) value;
  }

  @Override
  public UTF8String getUTF8String(int row) {
    return (UTF8String) value;
  }

  @Override
  public byte[] getBinary(int row) {
    return (byte[]) value;
  }
}
