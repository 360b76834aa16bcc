// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.vector;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A column that stays the same object while what it shows is another column in each file. Loops
 * over many values are left to that other column.
 */
public abstract class ForwardingVector extends RecordVector {
  private RecordVector values;

  /** A column that shows nothing yet. */
  protected ForwardingVector(DataType type) {
    super(type);
  }

  /** Shows another column from now on. */
  protected final void forwardTo(RecordVector newValues) {
    values = newValues;
  }

  /** The column that is shown, or null before there is one. */
  protected final RecordVector values() {
    return values;
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
  public boolean markNulls(int from, int count, byte mark, byte[] into) {
    return values.markNulls(from, count, mark, into);
  }

  @Override
  public void copyLongs(int from, int count, long[] into) {
    values.copyLongs(from, count, into);
  }

  @Override
  public void addLongs(int from, int count, long[] sums) {
    values.addLongs(from, count, sums);
  }

  @Override
  public int addLongs(int from, int count, byte[] selection, long[] sums) {
    return values.addLongs(from, count, selection, sums);
  }

  @Override
  public void compareLongs(int from, int count, LongRange range, byte[] into) {
    values.compareLongs(from, count, range, into);
  }

  @Override
  public void copyDoubles(int from, int count, double[] into) {
    values.copyDoubles(from, count, into);
  }

  @Override
  public void copyStringKeys(int from, int count, StringKeys into) {
    values.copyStringKeys(from, count, into);
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
  public ColumnarMap getMap(int row) {
    return values.getMap(row);
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
  public CalendarInterval getInterval(int row) {
    return values.getInterval(row);
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    return values.getChild(ordinal);
  }
}
