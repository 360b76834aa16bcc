// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.npy;

import io.sparkmmap.core.mapping.ReadStatistics;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.spark.vector.RecordVector;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.unsafe.types.UTF8String;

/** A column of files that may differ in byte order and in the order of their elements. */
final class NpyVector extends RecordVector {
  private final StructField column;
  private final ReadStatistics statistics;

  /** Whose column this shows now, and that column; null before the first batch. */
  private BatchCursor cursor;

  private NpyCursor.Column ofFile;
  private RecordVector values;

  NpyVector(StructField column, ReadStatistics statistics) {
    super(column.dataType());
    this.column = column;
    this.statistics = statistics;
  }

  @Override
  public void moveTo(BatchCursor newCursor) {
    if (cursor != newCursor) {
      cursor = newCursor;
      ofFile = ((NpyCursor) newCursor).column(column, statistics);
      values = ofFile.vector();
    }
    ofFile.moveToBatch().run();
  }

  @Override
  public boolean hasNull() {
    return values.hasNull();
  }

  @Override
  public int numNulls() {
    return values.numNulls();
  }

  @Override
  public boolean isNullAt(int row) {
    return values.isNullAt(row);
  }

  @Override
  public boolean getBoolean(int row) {
    return values.getBoolean(row);
  }

  @Override
  public byte getByte(int row) {
    return values.getByte(row);
  }

  @Override
  public short getShort(int row) {
    return values.getShort(row);
  }

  @Override
  public int getInt(int row) {
    return values.getInt(row);
  }

  @Override
  public long getLong(int row) {
    return values.getLong(row);
  }

  @Override
  public float getFloat(int row) {
    return values.getFloat(row);
  }

  @Override
  public double getDouble(int row) {
    return values.getDouble(row);
  }

  @Override
  public ColumnarArray getArray(int row) {
    return values.getArray(row);
  }

  @Override
  public Decimal getDecimal(int row, int precision, int scale) {
    return values.getDecimal(row, precision, scale);
  }

  @Override
  public UTF8String getUTF8String(int row) {
    return values.getUTF8String(row);
  }

  @Override
  public byte[] getBinary(int row) {
    return values.getBinary(row);
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    return values.getChild(ordinal);
  }
}
