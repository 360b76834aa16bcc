// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import io.sparkmmap.core.delimited.DelimitedLines;
import io.sparkmmap.core.text.DateTimeText;
import io.sparkmmap.core.text.DecimalRounding;
import io.sparkmmap.core.text.DecimalText;
import io.sparkmmap.core.text.LocalTimes;
import io.sparkmmap.core.text.ParsedText;
import io.sparkmmap.core.text.Utf8Text;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
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
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * Reads the values of one column out of the lines of a batch. What it does not know to be right it
 * leaves to Spark's parser, by marking the line. Each type has a loop of its own, which the JIT
 * compiles for that type alone.
 */
abstract class FieldReader {
  /** Reads from where {@code bounds} says, and marks in {@code slow} the lines that it cannot. */
  abstract void read(DelimitedLines lines, FieldBounds bounds, SlowRows slow, ColumnValues values);

  /** The reader of a type, if there is one for it with these options. */
  static Optional<FieldReader> of(DataType type, SparkCsv csv) {
    if (type instanceof StringType) {
      return Optional.of(new StringReader());
    }
    if (type instanceof LongType) {
      return Optional.of(new LongReader());
    }
    if (type instanceof IntegerType) {
      return Optional.of(new IntReader(Integer.MIN_VALUE, Integer.MAX_VALUE));
    }
    if (type instanceof ShortType) {
      return Optional.of(new IntReader(Short.MIN_VALUE, Short.MAX_VALUE));
    }
    if (type instanceof ByteType) {
      return Optional.of(new IntReader(Byte.MIN_VALUE, Byte.MAX_VALUE));
    }
    if (type instanceof BooleanType) {
      return Optional.of(new BooleanReader());
    }
    return ofFraction(type, csv).or(() -> ofTime(type, csv));
  }

  private static Optional<FieldReader> ofFraction(DataType type, SparkCsv csv) {
    if (type instanceof DoubleType && !someNameIsDigits(csv)) {
      return Optional.of(new DoubleReader());
    }
    if (type instanceof FloatType && !someNameIsDigits(csv)) {
      return Optional.of(new FloatReader());
    }
    if (type instanceof DecimalType decimal && csv.locale().equals(Locale.US)) {
      return Optional.of(new DecimalReader(decimal.precision(), decimal.scale()));
    }
    return Optional.empty();
  }

  private static Optional<FieldReader> ofTime(DataType type, SparkCsv csv) {
    if (type instanceof DateType && csv.hasIsoDates()) {
      return Optional.of(new DateReader());
    }
    if (type instanceof TimestampType && csv.hasIsoTimestamps()) {
      return Optional.of(new TimestampReader(new LocalTimes(csv.zone())));
    }
    if (type instanceof TimestampNTZType && csv.hasIsoLocalTimestamps()) {
      return Optional.of(new TimestampReader(null));
    }
    return Optional.empty();
  }

  /** Whether a text that stands for NaN or an infinity can be read as a number as well. */
  private static boolean someNameIsDigits(SparkCsv csv) {
    DecimalText text = new DecimalText();
    return csv.namesOfDoubles().stream()
        .map(name -> ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)))
        .anyMatch(bytes -> text.parse(bytes, 0, bytes.limit()));
  }

  private static final class IntReader extends FieldReader {
    private final int least;
    private final int most;

    private IntReader(int least, int most) {
      this.least = least;
      this.most = most;
    }

    @Override
    void read(DelimitedLines lines, FieldBounds bounds, SlowRows slow, ColumnValues values) {
      ByteBuffer bytes = lines.region().bytes();
      int count = lines.count();
      for (int row = 0; row < count; row++) {
        int start = bounds.start(row);
        if (start == FieldBounds.NONE) {
          continue;
        }
        long value = ParsedText.integer(bytes, start, bounds.end(row));
        values.ints[row] = (int) value;
        if (value < least || value > most) {
          slow.mark(row);
        }
      }
    }
  }

  private static final class LongReader extends FieldReader {
    @Override
    void read(DelimitedLines lines, FieldBounds bounds, SlowRows slow, ColumnValues values) {
      ByteBuffer bytes = lines.region().bytes();
      int count = lines.count();
      for (int row = 0; row < count; row++) {
        int start = bounds.start(row);
        if (start == FieldBounds.NONE) {
          continue;
        }
        long value = ParsedText.integer(bytes, start, bounds.end(row));
        values.longs[row] = value;
        if (value == ParsedText.NOT_PLAIN) {
          slow.mark(row);
        }
      }
    }
  }

  private static final class DoubleReader extends FieldReader {
    private final DecimalText text = new DecimalText();

    @Override
    void read(DelimitedLines lines, FieldBounds bounds, SlowRows slow, ColumnValues values) {
      ByteBuffer bytes = lines.region().bytes();
      int count = lines.count();
      for (int row = 0; row < count; row++) {
        int start = bounds.start(row);
        if (start == FieldBounds.NONE) {
          continue;
        }
        double plain = ParsedText.shortFraction(bytes, start, bounds.end(row));
        if (plain >= 0) {
          values.doubles[row] = plain;
        } else if (text.parse(bytes, start, bounds.end(row))) {
          values.doubles[row] = DecimalRounding.toDouble(text, bytes, start, bounds.end(row));
        } else {
          slow.mark(row);
        }
      }
    }
  }

  private static final class FloatReader extends FieldReader {
    private final DecimalText text = new DecimalText();

    @Override
    void read(DelimitedLines lines, FieldBounds bounds, SlowRows slow, ColumnValues values) {
      ByteBuffer bytes = lines.region().bytes();
      int count = lines.count();
      for (int row = 0; row < count; row++) {
        int start = bounds.start(row);
        if (start == FieldBounds.NONE) {
          continue;
        }
        if (text.parse(bytes, start, bounds.end(row))) {
          values.doubles[row] = DecimalRounding.toFloat(text, bytes, start, bounds.end(row));
        } else {
          slow.mark(row);
        }
      }
    }
  }

  private static final class DecimalReader extends FieldReader {
    private static final long[] POWERS_OF_TEN = new long[Decimal.MAX_LONG_DIGITS() + 1];

    static {
      POWERS_OF_TEN[0] = 1;
      for (int i = 1; i < POWERS_OF_TEN.length; i++) {
        POWERS_OF_TEN[i] = POWERS_OF_TEN[i - 1] * 10;
      }
    }

    private final DecimalText text = new DecimalText();
    private final int precision;
    private final int scale;

    private DecimalReader(int precision, int scale) {
      this.precision = Math.min(precision, Decimal.MAX_LONG_DIGITS());
      this.scale = scale;
    }

    @Override
    void read(DelimitedLines lines, FieldBounds bounds, SlowRows slow, ColumnValues values) {
      ByteBuffer bytes = lines.region().bytes();
      int count = lines.count();
      for (int row = 0; row < count; row++) {
        int start = bounds.start(row);
        if (start == FieldBounds.NONE) {
          continue;
        }
        if (!text.parse(bytes, start, bounds.end(row)) || !fits()) {
          slow.mark(row);
          continue;
        }
        long unscaled = text.digits() * POWERS_OF_TEN[scale - text.scale()];
        values.longs[row] = text.isNegative() ? -unscaled : unscaled;
      }
    }

    /** Whether nothing has to be rounded, and the digits are not too many. */
    private boolean fits() {
      int zeros = scale - text.scale();
      return text.exponent() == 0
          && zeros >= 0
          && zeros <= precision
          && text.digits() < POWERS_OF_TEN[precision - zeros];
    }
  }

  private static final class BooleanReader extends FieldReader {
    @Override
    void read(DelimitedLines lines, FieldBounds bounds, SlowRows slow, ColumnValues values) {
      ByteBuffer bytes = lines.region().bytes();
      int count = lines.count();
      for (int row = 0; row < count; row++) {
        int start = bounds.start(row);
        if (start == FieldBounds.NONE) {
          continue;
        }
        int length = bounds.end(row) - start;
        if (length == 4 && isWord(bytes, start, "true")) {
          values.ints[row] = 1;
        } else if (length == 5 && isWord(bytes, start, "false")) {
          values.ints[row] = 0;
        } else {
          slow.mark(row);
        }
      }
    }

    private static boolean isWord(ByteBuffer bytes, int start, String word) {
      for (int i = 0; i < word.length(); i++) {
        byte found = bytes.get(start + i);
        int lowerCase = found >= 'A' && found <= 'Z' ? found + ('a' - 'A') : found;
        if (lowerCase != word.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }

  private static final class DateReader extends FieldReader {
    private final DateTimeText text = new DateTimeText();

    @Override
    void read(DelimitedLines lines, FieldBounds bounds, SlowRows slow, ColumnValues values) {
      ByteBuffer bytes = lines.region().bytes();
      int count = lines.count();
      for (int row = 0; row < count; row++) {
        int start = bounds.start(row);
        if (start == FieldBounds.NONE) {
          continue;
        }
        if (text.parseDate(bytes, start, bounds.end(row))) {
          values.ints[row] = (int) text.epochDay();
        } else {
          slow.mark(row);
        }
      }
    }
  }

  private static final class TimestampReader extends FieldReader {
    private final DateTimeText text = new DateTimeText();
    private final LocalTimes zone;

    /**
     * A reader of timestamps.
     *
     * @param zone that those without one are in; null if none may have one
     */
    private TimestampReader(LocalTimes zone) {
      this.zone = zone;
    }

    @Override
    void read(DelimitedLines lines, FieldBounds bounds, SlowRows slow, ColumnValues values) {
      ByteBuffer bytes = lines.region().bytes();
      int count = lines.count();
      for (int row = 0; row < count; row++) {
        int start = bounds.start(row);
        if (start == FieldBounds.NONE) {
          continue;
        }
        if (!text.parseTimestamp(bytes, start, bounds.end(row))
            || (zone == null ? text.isUtc() : !text.isUtc() && !zone.knows(text.epochSecond()))) {
          slow.mark(row);
          continue;
        }
        long shift = zone == null || text.isUtc() ? 0 : zone.offsetSeconds();
        values.longs[row] = (text.epochSecond() - shift) * 1_000_000 + text.micros();
      }
    }
  }

  private static final class StringReader extends FieldReader {
    @Override
    void read(DelimitedLines lines, FieldBounds bounds, SlowRows slow, ColumnValues values) {
      int count = lines.count();
      for (int row = 0; row < count; row++) {
        int start = bounds.start(row);
        values.ints[row] = start;
        values.lengths[row] = bounds.end(row) - start;
      }
      if (!lines.isAscii()) {
        markInvalid(lines, bounds, slow);
      }
    }

    /** Spark decodes the file, which puts other characters in the place of what is no UTF-8. */
    private static void markInvalid(DelimitedLines lines, FieldBounds bounds, SlowRows slow) {
      ByteBuffer bytes = lines.region().bytes();
      for (int row = 0; row < lines.count(); row++) {
        int start = bounds.start(row);
        if (start != FieldBounds.NONE && !Utf8Text.isValid(bytes, start, bounds.end(row))) {
          slow.mark(row);
        }
      }
    }
  }
}
