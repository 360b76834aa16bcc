// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.spark.version.TimeTypes;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/** Guesses the types of partition columns from how their values are written, by Spark's rules. */
final class PartitionTypes {
  /** The value of directories that stand for null. */
  static final String NULL_VALUE = "__HIVE_DEFAULT_PARTITION__";

  private static final int MAX_DECIMAL_PRECISION = 38;
  private static final int INT_DIGITS = 10;
  private static final int LONG_DIGITS = 20;

  private static final DateTimeFormatter DATE = formatter("uuuu-MM-dd", 0);
  private static final DateTimeFormatter TIMESTAMP = formatter("uuuu-MM-dd HH:mm:ss", 1);
  private static final DateTimeFormatter TIME = formatter("HH:mm:ss", 6);

  private final SessionSettings session;
  private final ZoneId zone;

  PartitionTypes(SessionSettings session, ZoneId zone) {
    this.session = session;
    this.zone = zone;
  }

  /** The type of one value; {@code NullType} for the one that stands for null. */
  DataType infer(String rawValue) {
    if (rawValue.equals(NULL_VALUE)) {
      return DataTypes.NullType;
    }
    return session.partitionColumnTypeInference() ? inferSome(rawValue) : DataTypes.StringType;
  }

  private DataType inferSome(String raw) {
    DataType number = inferNumber(raw);
    if (number != null) {
      return number;
    }
    String unescaped = PartitionDirectory.unescape(raw);
    if (matches(TIMESTAMP, unescaped) && isTimestamp(unescaped)) {
      return session.timestampNtz() ? DataTypes.TimestampNTZType : DataTypes.TimestampType;
    }
    if (matches(DATE, raw) && DateTimeStrings.days(raw).isPresent()) {
      return DataTypes.DateType;
    }
    if (TimeTypes.exist()
        && matches(TIME, unescaped)
        && DateTimeStrings.timeNanos(unescaped).isPresent()) {
      return TimeTypes.ofDefaultPrecision();
    }
    return DataTypes.StringType;
  }

  private boolean isTimestamp(String value) {
    return session.timestampNtz()
        ? DateTimeStrings.timestampNtzMicros(value).isPresent()
        : DateTimeStrings.timestampMicros(value, zone).isPresent();
  }

  /** The type of a number, or null if it is none. */
  private static DataType inferNumber(String raw) {
    if (parses(() -> Integer.parseInt(raw))) {
      return DataTypes.IntegerType;
    }
    if (parses(() -> Long.parseLong(raw))) {
      return DataTypes.LongType;
    }
    DataType decimal = inferDecimal(raw);
    if (decimal != null) {
      return decimal;
    }
    return parses(() -> Double.parseDouble(raw)) ? DataTypes.DoubleType : null;
  }

  /** Only numbers without a fraction are decimals: 1.1 is a double, 1e3 a decimal. */
  private static DataType inferDecimal(String raw) {
    try {
      BigDecimal decimal = new BigDecimal(raw);
      long precision = (long) decimal.precision() - decimal.scale();
      return decimal.scale() <= 0 && precision <= MAX_DECIMAL_PRECISION
          ? DataTypes.createDecimalType((int) precision, 0)
          : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /**
   * The type that holds the values of both without loss, string if there is no other. In which
   * order several types are widened makes no difference.
   */
  static DataType widen(DataType a, DataType b) {
    if (a.equals(b) || b.equals(DataTypes.NullType)) {
      return a;
    }
    if (a.equals(DataTypes.NullType)) {
      return b;
    }
    if (integerDigits(a) > 0 && integerDigits(b) > 0) {
      return widenIntegers(a, b);
    }
    if (isOneOfEach(a, b, DataTypes.IntegerType, DataTypes.DoubleType)) {
      return DataTypes.DoubleType;
    }
    for (DataType timestamp :
        new DataType[] {DataTypes.TimestampType, DataTypes.TimestampNTZType}) {
      if (isOneOfEach(a, b, DataTypes.DateType, timestamp)) {
        return timestamp;
      }
    }
    return DataTypes.StringType;
  }

  private static DataType widenIntegers(DataType a, DataType b) {
    boolean decimal = a instanceof DecimalType || b instanceof DecimalType;
    return decimal
        ? DataTypes.createDecimalType(Math.max(integerDigits(a), integerDigits(b)), 0)
        : DataTypes.LongType;
  }

  private static int integerDigits(DataType type) {
    if (type.equals(DataTypes.IntegerType)) {
      return INT_DIGITS;
    }
    if (type.equals(DataTypes.LongType)) {
      return LONG_DIGITS;
    }
    return type instanceof DecimalType decimal ? decimal.precision() : 0;
  }

  private static boolean isOneOfEach(DataType a, DataType b, DataType one, DataType other) {
    return a.equals(one) ? b.equals(other) : a.equals(other) && b.equals(one);
  }

  private static boolean parses(Runnable parser) {
    try {
      parser.run();
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean matches(DateTimeFormatter formatter, String value) {
    try {
      formatter.parse(value);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static DateTimeFormatter formatter(String pattern, int fractionDigits) {
    DateTimeFormatterBuilder builder =
        new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(pattern);
    if (fractionDigits > 0) {
      builder
          .optionalStart()
          .appendLiteral('.')
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, fractionDigits, false)
          .optionalEnd();
    }
    return builder
        .toFormatter(Locale.US)
        .withChronology(IsoChronology.INSTANCE)
        .withResolverStyle(ResolverStyle.STRICT);
  }
}
