// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sparkmmap.spark.version.TimeTypes;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZoneId;
import java.util.OptionalLong;
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
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;

/** Turns what a partition directory's name says into the value that a row holds. */
final class PartitionValues {
  private PartitionValues() {}

  /**
   * The value in Spark's internal form.
   *
   * @param rawValue as it is written in the directory's name
   * @param zone where a timestamp names none
   * @throws RuntimeException if the value is not one of the type
   */
  static Serializable cast(String rawValue, DataType type, ZoneId zone) {
    if (rawValue.equals(PartitionTypes.NULL_VALUE) || type instanceof NullType) {
      return null;
    }
    if (type instanceof StringType) {
      return UTF8String.fromString(PartitionDirectory.unescape(rawValue));
    }
    if (type instanceof BinaryType) {
      return rawValue.getBytes(UTF_8);
    }
    if (type instanceof BooleanType) {
      return toBoolean(rawValue);
    }
    if (type instanceof DecimalType decimal) {
      return toDecimal(new BigDecimal(rawValue), decimal);
    }
    Serializable number = toNumber(rawValue, type);
    return number != null ? number : toDateTime(rawValue, type, zone);
  }

  /** A number of a primitive type, or null if the type is none. */
  private static Serializable toNumber(String raw, DataType type) {
    if (type instanceof IntegerType) {
      return Integer.parseInt(raw);
    }
    if (type instanceof LongType) {
      return Long.parseLong(raw);
    }
    if (type instanceof DoubleType) {
      return Double.parseDouble(raw);
    }
    if (type instanceof FloatType) {
      return (float) Double.parseDouble(raw);
    }
    // Spark wraps around where the value is too large for the type.
    if (type instanceof ShortType) {
      return (short) Integer.parseInt(raw);
    }
    if (type instanceof ByteType) {
      return (byte) Integer.parseInt(raw);
    }
    return null;
  }

  private static Serializable toDateTime(String raw, DataType type, ZoneId zone) {
    String unescaped = PartitionDirectory.unescape(raw);
    if (type instanceof DateType) {
      return DateTimeStrings.days(raw).orElseThrow();
    }
    if (type instanceof TimestampType) {
      return DateTimeStrings.timestampMicros(unescaped, zone).orElseThrow();
    }
    if (type instanceof TimestampNTZType) {
      // Spark takes what begins with a date for its midnight here, and not with a time zone.
      OptionalLong micros = DateTimeStrings.timestampNtzMicros(unescaped);
      return micros.isPresent()
          ? micros.getAsLong()
          : DateTimeStrings.midnightMicros(DateTimeStrings.days(raw).orElseThrow());
    }
    if (TimeTypes.isTime(type)) {
      return DateTimeStrings.timeNanos(unescaped).orElseThrow();
    }
    throw new IllegalArgumentException(
        "A partition column cannot have the type " + type.catalogString());
  }

  private static Boolean toBoolean(String raw) {
    if (raw.equalsIgnoreCase("true") || raw.equalsIgnoreCase("false")) {
      return Boolean.valueOf(raw);
    }
    throw new IllegalArgumentException("Neither true nor false: " + raw);
  }

  /** Rounded to the type's scale; null where its precision does not suffice, as in Spark's rows. */
  private static Decimal toDecimal(BigDecimal value, DecimalType type) {
    long integerDigits = (long) value.precision() - value.scale();
    if (value.signum() != 0 && integerDigits > type.precision() - type.scale()) {
      return null;
    }
    BigDecimal rounded = value.setScale(type.scale(), RoundingMode.HALF_UP);
    return rounded.precision() > type.precision()
        ? null
        : Decimal.apply(rounded, type.precision(), type.scale());
  }
}
