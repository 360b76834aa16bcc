// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.layout.CountUnit;
import io.sparkmmap.core.layout.FieldKind;
import io.sparkmmap.core.layout.FieldType;
import io.sparkmmap.core.source.ByteViews;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.LocalDate;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * NumPy's {@code datetime64} and {@code timedelta64}: as microseconds, as days, as months, or as
 * the count that the file has. What is finer than a microsecond is cut off towards the past, as
 * {@code astype('M8[us]')} does. {@code NaT} is null.
 */
final class CountVector extends StrideVector {
  private static final long MONTHS_PER_YEAR = 12;
  private static final long DAYS_PER_WEEK = 7;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private final FieldType.Count64 field;
  private final boolean bigEndian;

  /** A count is so many of what Spark counts ... */
  private final long numerator;

  /** ... divided by this. */
  private final long denominator;

  /** Whether what is counted is months, and what Spark wants is days. */
  private final boolean monthsToDays;

  CountVector(FieldType.Count64 field, DataType type, int fieldPosition) {
    super(type, fieldPosition);
    this.field = field;
    this.bigEndian = field.order().equals(ByteOrder.BIG_ENDIAN);
    boolean asStored = type.equals(DataTypes.LongType);
    this.numerator =
        asStored ? 1 : Math.multiplyExact(unitNumerator(field), (long) field.multiple());
    this.denominator = asStored ? 1 : unitDenominator(field.unit());
    this.monthsToDays =
        !asStored
            && field.kind() == FieldKind.DATETIME64
            && (field.unit() == CountUnit.YEAR || field.unit() == CountUnit.MONTH);
  }

  /** How many months, days (of a point in time) or microseconds a unit has. */
  private static long unitNumerator(FieldType.Count64 field) {
    boolean inDays = field.kind() == FieldKind.DATETIME64;
    long day = inDays ? 1 : 24 * 3600 * MICROS_PER_SECOND;
    return switch (field.unit()) {
      case YEAR -> MONTHS_PER_YEAR;
      case WEEK -> DAYS_PER_WEEK * day;
      case DAY -> day;
      case HOUR -> 3600 * MICROS_PER_SECOND;
      case MINUTE -> 60 * MICROS_PER_SECOND;
      case SECOND -> MICROS_PER_SECOND;
      case MILLISECOND -> 1000;
      case NONE, MONTH, MICROSECOND, NANOSECOND, PICOSECOND, FEMTOSECOND, ATTOSECOND -> 1;
    };
  }

  private static long unitDenominator(CountUnit unit) {
    return switch (unit) {
      case NANOSECOND -> 1_000L;
      case PICOSECOND -> 1_000_000L;
      case FEMTOSECOND -> 1_000_000_000L;
      case ATTOSECOND -> 1_000_000_000_000L;
      default -> 1;
    };
  }

  private long stored(int row) {
    long value = (long) ByteViews.LONG_LE.get(bytes(), position(row));
    return bigEndian ? Long.reverseBytes(value) : value;
  }

  @Override
  public boolean hasNull() {
    return true;
  }

  /** As many as there may be: to know better, all values would have to be read. */
  @Override
  public int numNulls() {
    return Integer.MAX_VALUE;
  }

  @Override
  public boolean isNullAt(int row) {
    return stored(row) == FieldType.Count64.NOT_A_TIME;
  }

  @Override
  public boolean markNulls(int from, int count, byte mark, byte[] into) {
    boolean any = false;
    for (int i = 0; i < count; i++) {
      boolean isNull = stored(from + i) == FieldType.Count64.NOT_A_TIME;
      into[i] = isNull ? mark : into[i];
      any |= isNull;
    }
    return any;
  }

  @Override
  public void copyLongs(int from, int count, long[] into) {
    boolean inDays = dataType().equals(DataTypes.DateType);
    for (int i = 0; i < count; i++) {
      into[i] = inDays ? getInt(from + i) : getLong(from + i);
    }
  }

  /** Microseconds, or the count as it is; 0 where it is null, since Spark copies those as well. */
  @Override
  public long getLong(int row) {
    long count = stored(row);
    return count == FieldType.Count64.NOT_A_TIME ? 0 : converted(count, row);
  }

  /** Days or months; 0 where it is null. */
  @Override
  public int getInt(int row) {
    long count = stored(row);
    if (count == FieldType.Count64.NOT_A_TIME) {
      return 0;
    }
    long value = converted(count, row);
    if (monthsToDays) {
      value = daysOfMonths(value, row);
    }
    if (value != (int) value) {
      throw outOfRange(row);
    }
    return (int) value;
  }

  private long converted(long count, int row) {
    long high = Math.multiplyHigh(count, numerator);
    long low = count * numerator;
    if (high == low >> 63) {
      return denominator == 1 ? low : Math.floorDiv(low, denominator);
    }
    BigInteger product = BigInteger.valueOf(count).multiply(BigInteger.valueOf(numerator));
    BigInteger[] parts = product.divideAndRemainder(BigInteger.valueOf(denominator));
    BigInteger floor = parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    if (floor.bitLength() >= Long.SIZE) {
      throw outOfRange(row);
    }
    return floor.longValue();
  }

  private long daysOfMonths(long months, int row) {
    try {
      return LocalDate.EPOCH.plusMonths(months).toEpochDay();
    } catch (DateTimeException | ArithmeticException e) {
      throw outOfRange(row);
    }
  }

  private ArithmeticException outOfRange(int row) {
    return new ArithmeticException(
        "the "
            + field
            + " at offset "
            + (region().offset() + position(row))
            + " is "
            + stored(row)
            + ", further than a column of type "
            + dataType().catalogString()
            + " reaches; declare the column as bigint to read the count as it is, and check the"
            + " byte order");
  }
}
