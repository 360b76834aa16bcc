// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.RegionStrings;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;

/** A column of rows: the values that the cursor parsed, and strings where they lie. */
final class CsvVector extends RecordVector {
  private final String name;
  private ColumnValues values;
  private MappedRegion region;

  CsvVector(String name, DataType type) {
    super(type);
    this.name = name;
  }

  @Override
  public void moveTo(BatchCursor cursor) {
    CsvBatchCursor rows = (CsvBatchCursor) cursor;
    values = rows.values(name);
    region = rows.region();
  }

  @Override
  public boolean hasNull() {
    return values.hasNull();
  }

  @Override
  public int numNulls() {
    return values.hasNull() ? Integer.MAX_VALUE : 0;
  }

  @Override
  public boolean isNullAt(int row) {
    return values.isNull(row);
  }

  @Override
  public void copyLongs(int from, int count, long[] into) {
    if (values.longs == null) {
      int[] ints = values.ints;
      for (int i = 0; i < count; i++) {
        into[i] = ints[from + i];
      }
    } else {
      System.arraycopy(values.longs, from, into, 0, count);
    }
  }

  @Override
  public void copyDoubles(int from, int count, double[] into) {
    System.arraycopy(values.doubles, from, into, 0, count);
  }

  @Override
  public boolean getBoolean(int row) {
    return values.ints[row] != 0;
  }

  @Override
  public byte getByte(int row) {
    return (byte) values.ints[row];
  }

  @Override
  public short getShort(int row) {
    return (short) values.ints[row];
  }

  @Override
  public int getInt(int row) {
    return values.ints[row];
  }

  @Override
  public long getLong(int row) {
    return values.longs[row];
  }

  @Override
  public float getFloat(int row) {
    return (float) values.doubles[row];
  }

  @Override
  public double getDouble(int row) {
    return values.doubles[row];
  }

  @Override
  public Decimal getDecimal(int row, int precision, int scale) {
    return isNullAt(row) ? null : values.decimal(row, precision, scale);
  }

  @Override
  public UTF8String getUTF8String(int row) {
    if (isNullAt(row)) {
      return null;
    }
    Object copied = values.object(row);
    return copied != null
        ? (UTF8String) copied
        : RegionStrings.at(region, values.ints[row], values.lengths[row]);
  }

  @Override
  public byte[] getBinary(int row) {
    return isNullAt(row) ? null : (byte[]) values.object(row);
  }
}
