// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.vector;

import io.sparkmmap.core.record.BatchCursor;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A column over the batch that a cursor stands on: without nulls, and able to give no type of value
 * until a subclass says otherwise.
 *
 * <p>Values are valid until the cursor moves on, as in any vector that Spark is handed again for
 * each batch. A {@link UTF8String} points into the region and stays right beyond that, for as long
 * as the lease of the task.
 */
public abstract class RecordVector extends ColumnVector {
  /** The lower half of the bits of a long. */
  protected static final long LOW_HALF = 0xFFFF_FFFFL;

  private long[] copied = {};

  protected RecordVector(DataType type) {
    super(type);
  }

  /** Points the column at the batch that the cursor stands on now. */
  public abstract void moveTo(BatchCursor cursor);

  /** Does nothing: the memory belongs to the mapping cache. */
  @Override
  public void close() {}

  @Override
  public boolean hasNull() {
    return false;
  }

  @Override
  public int numNulls() {
    return 0;
  }

  @Override
  public boolean isNullAt(int row) {
    return false;
  }

  /**
   * Marks the rows whose value is null, and leaves the others as they are.
   *
   * <p>Subclasses whose nulls are known otherwise than one by one override it.
   *
   * @param from the first row
   * @param count rows
   * @param mark for nulls
   * @param into marked from index 0
   * @return whether any is null
   */
  public boolean markNulls(int from, int count, byte mark, byte[] into) {
    if (!hasNull()) {
      return false;
    }
    boolean any = false;
    for (int i = 0; i < count; i++) {
      if (isNullAt(from + i)) {
        into[i] = mark;
        any = true;
      }
    }
    return any;
  }

  /**
   * Reads integers in bulk: of any whole type, dates as days, timestamps as microseconds, truth
   * values as 0 and 1. What it reads where a value is null says nothing.
   *
   * <p>Subclasses whose values lie in a pattern override it by a loop of their own, which a JIT can
   * compile to little more than the loads.
   *
   * @param from the first row
   * @param count rows
   * @param into filled from index 0
   */
  public void copyLongs(int from, int count, long[] into) {
    DataType type = dataType();
    for (int i = 0; i < count; i++) {
      into[i] = isNullAt(from + i) ? 0 : longOf(type, from + i);
    }
  }

  /**
   * Adds up integers of which none is null, without losing a digit: the sum is {@code sums[0] *
   * 2^32 + sums[1]}. Neither part overflows before 2^31 rows were added.
   *
   * <p>Subclasses override it by a loop that reads from memory all the time, where copying and
   * adding by turns would leave memory idle half of it.
   *
   * @param from the first row
   * @param count rows
   * @param sums added to
   */
  public void addLongs(int from, int count, long[] sums) {
    long[] values = copyLongs(from, count);
    long high = 0;
    long low = 0;
    for (int i = 0; i < count; i++) {
      high += values[i] >> Integer.SIZE;
      low += values[i] & LOW_HALF;
    }
    sums[0] += high;
    sums[1] += low;
  }

  /**
   * Adds up the integers of some rows, of which none is null, as {@link #addLongs(int, int,
   * long[])} does.
   *
   * @param from the first row
   * @param count rows
   * @param selection of the rows, from index 0: 2 for those to be added, and 0 or 1 for the others
   * @param sums added to
   * @return how many were added
   */
  public int addLongs(int from, int count, byte[] selection, long[] sums) {
    long[] values = copyLongs(from, count);
    int added = 0;
    long high = 0;
    long low = 0;
    for (int i = 0; i < count; i++) {
      int one = selection[i] >> 1;
      long value = values[i] & -one;
      added += one;
      high += value >> Integer.SIZE;
      low += value & LOW_HALF;
    }
    sums[0] += high;
    sums[1] += low;
    return added;
  }

  /**
   * Tests in bulk whether integers lie in a range. What comes of a row whose value is null says
   * nothing.
   *
   * <p>Subclasses override it for the reason that they override {@link #addLongs(int, int, long[])}
   * for.
   *
   * @param from the first row
   * @param count rows
   * @param into filled from index 0
   */
  public void compareLongs(int from, int count, LongRange range, byte[] into) {
    long[] values = copyLongs(from, count);
    for (int i = 0; i < count; i++) {
      into[i] = range.of(values[i]);
    }
  }

  /** Valid until the next call. */
  private long[] copyLongs(int from, int count) {
    if (copied.length < count) {
      copied = new long[count];
    }
    copyLongs(from, count, copied);
    return copied;
  }

  private long longOf(DataType type, int row) {
    if (type instanceof BooleanType) {
      return getBoolean(row) ? 1 : 0;
    }
    if (type instanceof ByteType) {
      return getByte(row);
    }
    if (type instanceof ShortType) {
      return getShort(row);
    }
    return type instanceof IntegerType || type instanceof DateType ? getInt(row) : getLong(row);
  }

  /**
   * Reads floating-point numbers in bulk, as {@link #copyLongs} does integers; single precision is
   * widened, which changes no value.
   *
   * @param from the first row
   * @param count rows
   * @param into filled from index 0
   */
  public void copyDoubles(int from, int count, double[] into) {
    boolean single = dataType() instanceof FloatType;
    for (int i = 0; i < count; i++) {
      if (!isNullAt(from + i)) {
        into[i] = single ? getFloat(from + i) : getDouble(from + i);
      }
    }
  }

  /**
   * Reads in bulk what distinguishes strings.
   *
   * <p>Subclasses override it where they know more of how strings lie than where each is.
   *
   * @param from the first row
   * @param count rows
   * @param into set from index 0
   */
  public void copyStringKeys(int from, int count, StringKeys into) {
    for (int i = 0; i < count; i++) {
      if (isNullAt(from + i)) {
        into.setNull(i);
      } else {
        into.set(i, getUTF8String(from + i));
      }
    }
  }

  private UnsupportedOperationException noValuesOf(String type) {
    return new UnsupportedOperationException(
        "a column of type " + dataType().catalogString() + " has no values of type " + type);
  }

  @Override
  public boolean getBoolean(int row) {
    throw noValuesOf("boolean");
  }

  @Override
  public byte getByte(int row) {
    throw noValuesOf("byte");
  }

  @Override
  public short getShort(int row) {
    throw noValuesOf("short");
  }

  @Override
  public int getInt(int row) {
    throw noValuesOf("int");
  }

  @Override
  public long getLong(int row) {
    throw noValuesOf("long");
  }

  @Override
  public float getFloat(int row) {
    throw noValuesOf("float");
  }

  @Override
  public double getDouble(int row) {
    throw noValuesOf("double");
  }

  @Override
  public ColumnarArray getArray(int row) {
    throw noValuesOf("array");
  }

  @Override
  public ColumnarMap getMap(int row) {
    throw noValuesOf("map");
  }

  @Override
  public Decimal getDecimal(int row, int precision, int scale) {
    throw noValuesOf("decimal");
  }

  @Override
  public UTF8String getUTF8String(int row) {
    throw noValuesOf("string");
  }

  @Override
  public byte[] getBinary(int row) {
    throw noValuesOf("binary");
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    throw noValuesOf("struct");
  }
}
