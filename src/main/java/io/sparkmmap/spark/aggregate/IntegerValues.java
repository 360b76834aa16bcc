// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.aggregate;

import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.ShortType;

/** Values that were computed with as longs, in the types that Spark expects. */
final class IntegerValues {
  private IntegerValues() {}

  /** Spark's internal form of a value. */
  static Object of(DataType type, long value) {
    if (type instanceof ByteType) {
      return (byte) value;
    }
    if (type instanceof ShortType) {
      return (short) value;
    }
    return type instanceof IntegerType || type instanceof DateType
        ? (Object) (int) value
        : (Object) value;
  }

  /** Sets a row of a column of any type of integers, of dates, times or truth values. */
  static void put(WritableColumnVector into, int row, long value) {
    DataType type = into.dataType();
    if (type instanceof BooleanType) {
      into.putBoolean(row, value != 0);
    } else if (type instanceof ByteType) {
      into.putByte(row, (byte) value);
    } else if (type instanceof ShortType) {
      into.putShort(row, (short) value);
    } else if (type instanceof IntegerType || type instanceof DateType) {
      into.putInt(row, (int) value);
    } else {
      into.putLong(row, value);
    }
  }
}
