// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import io.sparkmmap.core.arrow.ArrayPlan;
import io.sparkmmap.core.arrow.ArraySlice;
import io.sparkmmap.core.arrow.ArrowType;
import io.sparkmmap.core.source.ByteViews;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnVector;

/** Columns of dates, times and intervals in other units than Spark's. */
final class ArrowTimeVectors {
  private static final long MICROS_PER_SECOND = TimeUnit.SECONDS.toMicros(1);
  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long NANOS_PER_MICRO = 1_000;
  private static final long NANOS_PER_DAY = TimeUnit.DAYS.toNanos(1);
  private static final long MILLIS_PER_DAY = TimeUnit.DAYS.toMillis(1);

  private ArrowTimeVectors() {}

  private static ArithmeticException tooFar(ArrowVector vector, int row, int width, Object value) {
    return new ArithmeticException(
        vector.whereIs(row, width)
            + " is "
            + value
            + ", which "
            + vector.dataType().catalogString()
            + " of Spark cannot hold"
            + remedy(vector.fileType()));
  }

  private static String remedy(ArrowType type) {
    if (type.kind() == ArrowType.Kind.TIME) {
      return "; declare the column as bigint, which has nanoseconds since midnight";
    }
    return SparkTypes.isCount(type)
        ? "; declare the column as bigint, which has the count as it is"
        : "";
  }

  /** Seconds or milliseconds as microseconds. */
  static final class Coarse extends ArrowVector {
    private final long factor;

    Coarse(ArrayPlan plan, DataType type) {
      super(plan, type);
      this.factor = MICROS_PER_SECOND / plan.type().unit().perSecond();
    }

    @Override
    void place(ArraySlice slice) {}

    @Override
    public long getLong(int row) {
      long value = (long) ByteViews.LONG_LE.get(bytes(), row * Long.BYTES);
      long product = value * factor;
      if (Math.multiplyHigh(value, factor) != product >> 63) {
        throw tooFar(this, row, Long.BYTES, value);
      }
      return product;
    }

    /** What lies where a value is null may be further away than a value can be. */
    @Override
    public void copyLongs(int from, int count, long[] into) {
      ByteBuffer source = bytes();
      boolean tooFar = false;
      for (int i = 0; i < count; i++) {
        long value = (long) ByteViews.LONG_LE.get(source, (from + i) * Long.BYTES);
        into[i] = value * factor;
        tooFar |= Math.multiplyHigh(value, factor) != into[i] >> 63;
      }
      if (tooFar) {
        super.copyLongs(from, count, into);
      }
    }
  }

  /** Nanoseconds as the microsecond of a timestamp that they are in, or those of a duration. */
  static final class Nanoseconds extends ArrowVector {
    private final boolean timestamp;

    Nanoseconds(ArrayPlan plan, DataType type) {
      super(plan, type);
      this.timestamp = plan.type().kind() == ArrowType.Kind.TIMESTAMP;
    }

    @Override
    void place(ArraySlice slice) {}

    @Override
    public long getLong(int row) {
      long value = (long) ByteViews.LONG_LE.get(bytes(), row * Long.BYTES);
      return timestamp ? Math.floorDiv(value, NANOS_PER_MICRO) : value / NANOS_PER_MICRO;
    }

    @Override
    public void copyLongs(int from, int count, long[] into) {
      for (int i = 0; i < count; i++) {
        into[i] = getLong(from + i);
      }
    }
  }

  /** Milliseconds as the day that they are in. */
  static final class MillisecondDates extends ArrowVector {
    MillisecondDates(ArrayPlan plan, DataType type) {
      super(plan, type);
    }

    @Override
    void place(ArraySlice slice) {}

    @Override
    public int getInt(int row) {
      long value = (long) ByteViews.LONG_LE.get(bytes(), row * Long.BYTES);
      long day = Math.floorDiv(value, MILLIS_PER_DAY);
      if (day != (int) day) {
        throw tooFar(this, row, Long.BYTES, value);
      }
      return (int) day;
    }

    /** What lies where a value is null may be further away than a value can be. */
    @Override
    public void copyLongs(int from, int count, long[] into) {
      ByteBuffer source = bytes();
      boolean tooFar = false;
      for (int i = 0; i < count; i++) {
        long value = (long) ByteViews.LONG_LE.get(source, (from + i) * Long.BYTES);
        into[i] = Math.floorDiv(value, MILLIS_PER_DAY);
        tooFar |= into[i] != (int) into[i];
      }
      if (tooFar) {
        super.copyLongs(from, count, into);
      }
    }
  }

  /**
   * Times as nanoseconds of the day; those of Spark's own type in whole microseconds. What is out
   * of a day, as 24:00 or a leap second, a bigint has and Spark's own type has not.
   */
  static final class TimesOfDay extends ArrowVector {
    private final int width;
    private final long factor;
    private final long multiplesOf;
    private final boolean anyTime;

    TimesOfDay(ArrayPlan plan, DataType type) {
      super(plan, type);
      this.width = plan.type().size();
      this.factor = NANOS_PER_SECOND / plan.type().unit().perSecond();
      this.anyTime = type.equals(DataTypes.LongType);
      this.multiplesOf = anyTime ? 1 : NANOS_PER_MICRO;
    }

    @Override
    void place(ArraySlice slice) {}

    @Override
    public long getLong(int row) {
      long value =
          width == Integer.BYTES
              ? (int) ByteViews.INT_LE.get(bytes(), row * Integer.BYTES)
              : (long) ByteViews.LONG_LE.get(bytes(), row * Long.BYTES);
      long nanos = value * factor;
      if (anyTime
          ? Math.multiplyHigh(value, factor) != nanos >> 63
          : value < 0 || value >= NANOS_PER_DAY / factor) {
        throw tooFar(this, row, width, value);
      }
      return nanos - nanos % multiplesOf;
    }
  }

  /** Days and milliseconds as microseconds. */
  static final class DayTime extends ArrowVector {
    private static final long MICROS_PER_DAY = TimeUnit.DAYS.toMicros(1);
    private static final long MICROS_PER_MILLI = 1_000;

    DayTime(ArrayPlan plan, DataType type) {
      super(plan, type);
    }

    @Override
    void place(ArraySlice slice) {}

    /** No int of days is too many. */
    @Override
    public long getLong(int row) {
      int position = row * Long.BYTES;
      int days = (int) ByteViews.INT_LE.get(bytes(), position);
      int millis = (int) ByteViews.INT_LE.get(bytes(), position + Integer.BYTES);
      try {
        return Math.addExact(Math.multiplyExact(days, MICROS_PER_DAY), millis * MICROS_PER_MILLI);
      } catch (ArithmeticException e) {
        throw tooFar(this, row, Long.BYTES, days + " days and " + millis + " ms");
      }
    }
  }

  /** Months, days and nanoseconds, the last as microseconds: three columns to Spark. */
  static final class MonthDayNano extends ArrowVector {
    private static final int WIDTH = 16;

    private final ColumnVector[] parts;

    MonthDayNano(ArrayPlan plan, DataType type) {
      super(plan, type);
      this.parts =
          new ColumnVector[] {
            new Part(plan, DataTypes.IntegerType, 0),
            new Part(plan, DataTypes.IntegerType, Integer.BYTES),
            new Part(plan, DataTypes.LongType, Long.BYTES)
          };
    }

    @Override
    void place(ArraySlice slice) {
      for (ColumnVector part : parts) {
        ((Part) part).show(slice);
      }
    }

    @Override
    public ColumnVector getChild(int ordinal) {
      return parts[ordinal];
    }

    /** One of the three. */
    private static final class Part extends ArrowVector {
      private final int position;

      Part(ArrayPlan plan, DataType type, int position) {
        super(plan, type);
        this.position = position;
      }

      @Override
      void place(ArraySlice slice) {}

      @Override
      public int getInt(int row) {
        return (int) ByteViews.INT_LE.get(bytes(), row * WIDTH + position);
      }

      @Override
      public long getLong(int row) {
        return (long) ByteViews.LONG_LE.get(bytes(), row * WIDTH + position) / NANOS_PER_MICRO;
      }
    }
  }
}
