// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Makes rows of values among which are those at which comparisons, sums and parsers go wrong. */
public final class RandomRows {
  private static final long[] LONGS = {
    0, 1, -1, 7, 127, 128, 1L << 15, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE
  };
  private static final double[] DOUBLES = {
    0.0, -0.0, 1.5, -2.5, 3, 1e9, -1e9, 0.5, Double.POSITIVE_INFINITY, Double.NaN
  };

  /** At most six bytes long in UTF-8. */
  private static final List<String> NAMES = List.of("", "a", "ab", "b", "ä", "zz", "A", "\uFFFD");

  private static final Instant SOME_TIME = Instant.parse("2024-03-31T01:30:00Z");

  private static final BigInteger NINES = BigInteger.TEN.pow(38).subtract(BigInteger.ONE);
  private static final DecimalType UNSIGNED = new DecimalType(20, 0);

  /** Of each array, for NumPy's are all of one length. */
  private static final int ELEMENTS = 3;

  private final Random random;
  private final int nullsInHundred;

  /**
   * @param nullsInHundred how many of a hundred values are null, but for the first of each row
   */
  public RandomRows(Random random, int nullsInHundred) {
    this.random = random;
    this.nullsInHundred = nullsInHundred;
  }

  /** Rows whose first value is their number. */
  public List<Row> numbered(StructType schema, int count) {
    List<Row> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Object[] values = new Object[schema.length()];
      values[0] = (long) i;
      for (int column = 1; column < values.length; column++) {
        StructField field = schema.fields()[column];
        values[column] = random.nextInt(100) < nullsInHundred ? null : value(field.dataType());
      }
      rows.add(RowFactory.create(values));
    }
    return rows;
  }

  private Object value(DataType type) {
    if (type.equals(DataTypes.LongType)) {
      return LONGS[random.nextInt(LONGS.length)];
    }
    if (type.equals(DataTypes.IntegerType)) {
      return random.nextInt(10) == 0 ? (int) LONGS[random.nextInt(LONGS.length)] : small();
    }
    if (type.equals(DataTypes.DoubleType)) {
      return anyDouble();
    }
    if (type.equals(DataTypes.FloatType)) {
      return (float) anyDouble();
    }
    if (type.equals(DataTypes.BooleanType)) {
      return random.nextBoolean();
    }
    if (type.equals(DataTypes.StringType)) {
      return NAMES.get(random.nextInt(NAMES.size()));
    }
    if (type.equals(DataTypes.DateType)) {
      return LocalDate.ofEpochDay(small() * 200L);
    }
    if (type.equals(DataTypes.TimestampType)) {
      return SOME_TIME.plus(small(), ChronoUnit.HOURS).plusMillis(random.nextInt(3));
    }
    if (type.equals(DataTypes.TimestampNTZType)) {
      return LocalDateTime.ofInstant(SOME_TIME, ZoneOffset.UTC).plusHours(small());
    }
    if (type instanceof DecimalType decimal) {
      if (decimal.precision() == DecimalType.MAX_PRECISION() && random.nextInt(4) == 0) {
        BigDecimal most = new BigDecimal(NINES, decimal.scale());
        return random.nextBoolean() ? most : most.negate();
      }
      if (decimal.equals(UNSIGNED)) {
        return new BigDecimal(random.nextInt(10) == 0 ? "18446744073709551615" : "" + counted());
      }
      return BigDecimal.valueOf(small() * 125L, decimal.scale());
    }
    return nested(type);
  }

  private Object nested(DataType type) {
    if (type.equals(DataTypes.ShortType)) {
      return random.nextInt(10) == 0 ? Short.MIN_VALUE : (short) small();
    }
    if (type.equals(DataTypes.BinaryType)) {
      return NAMES.get(random.nextInt(NAMES.size())).getBytes(UTF_8);
    }
    if (type instanceof ArrayType array) {
      List<Object> elements = new ArrayList<>();
      for (int i = 0; i < ELEMENTS; i++) {
        elements.add(value(array.elementType()));
      }
      return elements;
    }
    if (type instanceof StructType struct) {
      Object[] fields = new Object[struct.length()];
      for (int i = 0; i < fields.length; i++) {
        fields[i] = value(struct.fields()[i].dataType());
      }
      return RowFactory.create(fields);
    }
    throw new IllegalArgumentException("no values of " + type);
  }

  private int counted() {
    return random.nextInt(21);
  }

  private int small() {
    return random.nextInt(41) - 20;
  }

  private double anyDouble() {
    boolean isOdd = random.nextInt(20) == 0; // or every sum would be one of these
    return DOUBLES[random.nextInt(isOdd ? DOUBLES.length : DOUBLES.length - 2)];
  }
}
