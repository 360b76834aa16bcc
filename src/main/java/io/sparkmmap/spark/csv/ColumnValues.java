// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import java.math.BigDecimal;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.YearMonthIntervalType;

/**
 * The values of one column in one batch. Only the arrays that its type needs are there. A string
 * lies either in the region of the batch, or outside it as an object.
 */
final class ColumnValues {
  /** What a type's values are kept as. */
  enum Storage {
    INTS,
    LONGS,
    DOUBLES,
    STRINGS,
    OBJECTS
  }

  private final DataType type;
  private final Storage storage;

  /** Integers of up to four bytes, dates, and 1 and 0 for booleans; where strings begin. */
  final int[] ints;

  /** How long strings are. */
  final int[] lengths;

  /** Long integers, timestamps, and the digits of decimals that were parsed here. */
  final long[] longs;

  /** Doubles, and floats. */
  final double[] doubles;

  /** Everything else, and what Spark's parser gave; null where the other arrays have the value. */
  final Object[] objects;

  private final boolean[] nulls;
  private boolean anyNull;
  private boolean anyObject;

  ColumnValues(DataType type, int capacity) {
    this.type = type;
    this.storage = storageOf(type);
    boolean isInts = storage == Storage.INTS || storage == Storage.STRINGS;
    this.ints = isInts ? new int[capacity] : null;
    this.lengths = storage == Storage.STRINGS ? new int[capacity] : null;
    this.longs =
        storage == Storage.LONGS || type instanceof DecimalType ? new long[capacity] : null;
    this.doubles = storage == Storage.DOUBLES ? new double[capacity] : null;
    boolean isObjects = storage == Storage.STRINGS || storage == Storage.OBJECTS;
    this.objects = isObjects ? new Object[capacity] : null;
    this.nulls = new boolean[capacity];
  }

  private static Storage storageOf(DataType type) {
    if (type instanceof BooleanType
        || type instanceof ByteType
        || type instanceof ShortType
        || type instanceof IntegerType
        || type instanceof DateType
        || type instanceof YearMonthIntervalType) {
      return Storage.INTS;
    }
    if (type instanceof FloatType || type instanceof DoubleType) {
      return Storage.DOUBLES;
    }
    if (type instanceof StringType) {
      return Storage.STRINGS;
    }
    return type instanceof DecimalType || type instanceof BinaryType
        ? Storage.OBJECTS
        : Storage.LONGS;
  }

  /** Makes ready for another batch. */
  void clear() {
    if (anyNull) {
      Arrays.fill(nulls, false);
      anyNull = false;
    }
    if (anyObject) {
      Arrays.fill(objects, null);
      anyObject = false;
    }
  }

  boolean hasNull() {
    return anyNull;
  }

  boolean isNull(int row) {
    return anyNull && nulls[row];
  }

  void setNull(int row) {
    nulls[row] = true;
    anyNull = true;
  }

  void setObject(int row, Object value) {
    objects[row] = value;
    anyObject = true;
  }

  /** The object of a row, or null if the other arrays have its value. */
  Object object(int row) {
    return anyObject ? objects[row] : null;
  }

  /** Takes over the value that Spark's parser found. */
  void set(int row, InternalRow from, int ordinal) {
    nulls[row] = false;
    if (objects != null) {
      objects[row] = null;
    }
    if (from.isNullAt(ordinal)) {
      setNull(row);
      return;
    }
    switch (storage) {
      case INTS -> ints[row] = intOf(from, ordinal);
      case LONGS -> longs[row] = from.getLong(ordinal);
      case DOUBLES ->
          doubles[row] =
              type instanceof FloatType ? from.getFloat(ordinal) : from.getDouble(ordinal);
      case STRINGS -> setObject(row, from.getUTF8String(ordinal));
      case OBJECTS -> setObject(row, from.get(ordinal, type));
    }
  }

  private int intOf(InternalRow from, int ordinal) {
    if (type instanceof BooleanType) {
      return from.getBoolean(ordinal) ? 1 : 0;
    }
    if (type instanceof ByteType) {
      return from.getByte(ordinal);
    }
    return type instanceof ShortType ? from.getShort(ordinal) : from.getInt(ordinal);
  }

  /** Puts a row in the place of an earlier one. */
  void move(int from, int to) {
    nulls[to] = nulls[from];
    if (ints != null) {
      ints[to] = ints[from];
    }
    if (lengths != null) {
      lengths[to] = lengths[from];
    }
    if (longs != null) {
      longs[to] = longs[from];
    }
    if (doubles != null) {
      doubles[to] = doubles[from];
    }
    if (objects != null) {
      objects[to] = objects[from];
    }
  }

  /** A decimal, of the column's precision and scale. */
  Decimal decimal(int row, int precision, int scale) {
    Object found = object(row);
    if (found != null) {
      return (Decimal) found;
    }
    return precision <= Decimal.MAX_LONG_DIGITS()
        ? Decimal.createUnsafe(longs[row], precision, scale)
        : Decimal.apply(BigDecimal.valueOf(longs[row], scale), precision, scale);
  }
}
