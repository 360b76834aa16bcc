// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.filter;

import java.io.Serializable;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * A column that a filter or an aggregate reads.
 *
 * @param name of the column; for one of the fields of {@code _metadata} the name of the field
 * @param type of its values
 * @param kind where it comes from
 */
public record ColumnRef(String name, DataType type, Kind kind) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Where the values of a column come from. */
  public enum Kind {
    /** A field of the records. */
    RECORD,
    /** A directory. */
    PARTITION,
    /** A field of {@code _metadata}. */
    METADATA
  }

  /** How values of a type are compared. */
  public enum Order {
    /** As integers. */
    INTEGER,
    /** As floating-point numbers: NaN equals itself and comes last, the zeros are equal. */
    FLOATING,
    /** Byte by byte. */
    STRING,
    /** By value. */
    DECIMAL,
    /** In no way that is known here. */
    NONE
  }

  /** How its values are compared. */
  public Order order() {
    return order(type);
  }

  /** How values of a type are compared. */
  public static Order order(DataType type) {
    if (type instanceof BooleanType
        || type instanceof ByteType
        || type instanceof ShortType
        || type instanceof IntegerType
        || type instanceof LongType
        || type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType) {
      return Order.INTEGER;
    }
    if (type instanceof FloatType || type instanceof DoubleType) {
      return Order.FLOATING;
    }
    if (type instanceof DecimalType) {
      return Order.DECIMAL;
    }
    // Neither a collation nor char(n), which Spark pads.
    return type.equals(DataTypes.StringType) ? Order.STRING : Order.NONE;
  }

  /** Whether values of a type can be compared here as Spark compares them. */
  public static boolean isComparable(DataType type) {
    return order(type) != Order.NONE;
  }
}
