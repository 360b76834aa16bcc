// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.filter;

import io.sparkmmap.spark.vector.RecordVector;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Values in a form that compares as Spark compares them: {@code Long} for integers and
 * floating-point numbers, {@code UTF8String}, {@code Decimal}.
 */
public final class SortKey {
  private SortKey() {}

  /**
   * An integer that compares as the number does in Spark: NaN is equal to itself and greater than
   * all else, and the zeros are equal.
   */
  static long of(double value) {
    long bits = Double.doubleToLongBits(value + 0.0); // which makes 0.0 of -0.0, and one NaN of all
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }

  /** The number that {@link #of(double)} made a key of. */
  static double toDouble(long key) {
    return Double.longBitsToDouble(key ^ ((key >> 63) & Long.MAX_VALUE));
  }

  /**
   * The key of a literal, in Spark's internal form.
   *
   * @param value not null
   */
  static Comparable<?> of(Object value, DataType type) {
    return switch (ColumnRef.order(type)) {
      case INTEGER ->
          value instanceof Boolean truth ? (truth ? 1L : 0L) : ((Number) value).longValue();
      case FLOATING -> of(((Number) value).doubleValue());
      case STRING -> (UTF8String) value;
      case DECIMAL -> (Decimal) value;
      case NONE -> throw new IllegalArgumentException("no order of " + type.catalogString());
    };
  }

  /**
   * The key of a row of a column; null for a null. A string lies where the column's does.
   *
   * @throws IllegalArgumentException if values of its type cannot be compared
   */
  public static Comparable<?> at(RecordVector column, int row) {
    DataType type = column.dataType();
    if (column.isNullAt(row)) {
      return null;
    }
    switch (ColumnRef.order(type)) {
      case INTEGER -> {
        long[] one = new long[1];
        column.copyLongs(row, 1, one);
        return one[0];
      }
      case FLOATING -> {
        double[] one = new double[1];
        column.copyDoubles(row, 1, one);
        return of(one[0]);
      }
      case STRING -> {
        return column.getUTF8String(row);
      }
      case DECIMAL -> {
        DecimalType decimal = (DecimalType) type;
        return column.getDecimal(row, decimal.precision(), decimal.scale());
      }
      case NONE -> throw new IllegalArgumentException("no order of " + type.catalogString());
    }
    throw new AssertionError(type);
  }

  /** Compares two keys of one column. Nulls come first, as in an ascending order of Spark. */
  @SuppressWarnings("unchecked")
  public static int compare(Comparable<?> one, Comparable<?> other) {
    if (one == null || other == null) {
      return Boolean.compare(one != null, other != null);
    }
    return ((Comparable<Object>) one).compareTo(other);
  }

  /** A key as the value it stands for, for messages. */
  public static String describe(Comparable<?> key, DataType type) {
    if (key == null) {
      return "null";
    }
    return ColumnRef.order(type) == ColumnRef.Order.FLOATING
        ? String.valueOf(toDouble((Long) key))
        : key.toString();
  }
}
