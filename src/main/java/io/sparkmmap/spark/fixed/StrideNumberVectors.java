// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.layout.FieldType;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.ByteViews;
import io.sparkmmap.spark.vector.Float16;
import io.sparkmmap.spark.vector.LongRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;

/**
 * Columns of numbers, dates and timestamps, read in place. Each knows whether its bytes stand in
 * the other order than the machine's loads are made in here, which is little endian.
 */
final class StrideNumberVectors {
  private StrideNumberVectors() {}

  static boolean isBigEndian(FieldType type) {
    return type.order().equals(ByteOrder.BIG_ENDIAN);
  }

  /** {@code int8} as byte, {@code bool} as boolean, {@code uint8} as short. */
  static final class OneByte extends StrideVector {
    OneByte(DataType type, int fieldPosition) {
      super(type, fieldPosition);
    }

    @Override
    public boolean getBoolean(int row) {
      return getByte(row) != 0;
    }

    @Override
    public byte getByte(int row) {
      return bytes().get(position(row));
    }

    @Override
    public short getShort(int row) {
      return (short) Byte.toUnsignedInt(getByte(row));
    }

    @Override
    public void copyLongs(int from, int count, long[] into) {
      if (dataType() instanceof BooleanType) {
        for (int i = 0; i < count; i++) {
          into[i] = getByte(from + i) == 0 ? 0 : 1;
        }
        return;
      }
      long mask = dataType() instanceof ShortType ? 0xFF : -1;
      for (int i = 0; i < count; i++) {
        into[i] = getByte(from + i) & mask;
      }
    }
  }

  /** {@code int16} as short, {@code uint16} as int. */
  static final class TwoBytes extends StrideVector {
    private final boolean bigEndian;

    TwoBytes(FieldType field, DataType type, int fieldPosition) {
      super(type, fieldPosition);
      this.bigEndian = isBigEndian(field);
    }

    @Override
    public short getShort(int row) {
      short value = (short) ByteViews.SHORT_LE.get(bytes(), position(row));
      return bigEndian ? Short.reverseBytes(value) : value;
    }

    @Override
    public int getInt(int row) {
      return Short.toUnsignedInt(getShort(row));
    }

    @Override
    public void copyLongs(int from, int count, long[] into) {
      long mask = dataType() instanceof IntegerType ? 0xFFFF : -1;
      for (int i = 0; i < count; i++) {
        into[i] = getShort(from + i) & mask;
      }
    }
  }

  /** {@code float16} as float, which holds all its values. */
  static final class Half extends StrideVector {
    private final boolean bigEndian;

    Half(FieldType field, DataType type, int fieldPosition) {
      super(type, fieldPosition);
      this.bigEndian = isBigEndian(field);
    }

    @Override
    public float getFloat(int row) {
      short bits = (short) ByteViews.SHORT_LE.get(bytes(), position(row));
      return Float16.toFloat(bigEndian ? Short.reverseBytes(bits) : bits);
    }
  }

  /** {@code int32} as int, {@code date32} as days, {@code uint32} as long, {@code float32}. */
  static final class FourBytes extends StrideVector {
    private final boolean bigEndian;

    FourBytes(FieldType field, DataType type, int fieldPosition) {
      super(type, fieldPosition);
      this.bigEndian = isBigEndian(field);
    }

    @Override
    public int getInt(int row) {
      int value = (int) ByteViews.INT_LE.get(bytes(), position(row));
      return bigEndian ? Integer.reverseBytes(value) : value;
    }

    @Override
    public long getLong(int row) {
      return Integer.toUnsignedLong(getInt(row));
    }

    @Override
    public float getFloat(int row) {
      return Float.intBitsToFloat(getInt(row));
    }

    @Override
    public void copyLongs(int from, int count, long[] into) {
      long mask = dataType() instanceof LongType ? LOW_HALF : -1;
      for (int i = 0; i < count; i++) {
        into[i] = getInt(from + i) & mask;
      }
    }

    @Override
    public void addLongs(int from, int count, long[] sums) {
      long mask = dataType() instanceof LongType ? LOW_HALF : -1;
      ByteBuffer bytes = bytes();
      boolean swapped = bigEndian;
      int stride = stride();
      int at = position(from);
      long sum = 0;
      for (int i = 0; i < count; i++) {
        int value = (int) ByteViews.INT_LE.get(bytes, at);
        sum += (swapped ? Integer.reverseBytes(value) : value) & mask;
        at += stride;
      }
      sums[1] += sum;
    }

    @Override
    public int addLongs(int from, int count, byte[] selection, long[] sums) {
      long mask = dataType() instanceof LongType ? LOW_HALF : -1;
      ByteBuffer bytes = bytes();
      boolean swapped = bigEndian;
      int stride = stride();
      int at = position(from);
      int added = 0;
      long sum = 0;
      for (int i = 0; i < count; i++) {
        int one = selection[i] >> 1;
        int value = (int) ByteViews.INT_LE.get(bytes, at);
        sum += (swapped ? Integer.reverseBytes(value) : value) & mask & -one;
        added += one;
        at += stride;
      }
      sums[1] += sum;
      return added;
    }

    @Override
    public void compareLongs(int from, int count, LongRange range, byte[] into) {
      long mask = dataType() instanceof LongType ? LOW_HALF : -1;
      LongRange ints = range.forInts();
      ByteBuffer bytes = bytes();
      boolean swapped = bigEndian;
      int stride = stride();
      int at = position(from);
      for (int i = 0; i < count; i++) {
        int value = (int) ByteViews.INT_LE.get(bytes, at);
        into[i] = ints.ofInt((swapped ? Integer.reverseBytes(value) : value) & mask);
        at += stride;
      }
    }

    @Override
    public void copyDoubles(int from, int count, double[] into) {
      for (int i = 0; i < count; i++) {
        into[i] = getFloat(from + i);
      }
    }
  }

  /** {@code int64} as long, {@code timestamp_us} as microseconds, {@code float64}. */
  static final class EightBytes extends StrideVector {
    private final boolean bigEndian;

    /** The values that lie side by side, as they are copied many at a time. */
    private LongBuffer longs;

    private DoubleBuffer doubles;

    EightBytes(FieldType field, DataType type, int fieldPosition) {
      super(type, fieldPosition);
      this.bigEndian = isBigEndian(field);
    }

    @Override
    public void moveTo(MappedRegion region, int firstRecord, int stride) {
      super.moveTo(region, firstRecord, stride);
      longs = null;
      doubles = null;
    }

    private boolean areSideBySide() {
      return stride() == Long.BYTES && !bigEndian;
    }

    private ByteBuffer values() {
      int first = position(0);
      return bytes().slice(first, bytes().limit() - first).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public long getLong(int row) {
      long value = (long) ByteViews.LONG_LE.get(bytes(), position(row));
      return bigEndian ? Long.reverseBytes(value) : value;
    }

    @Override
    public double getDouble(int row) {
      return Double.longBitsToDouble(getLong(row));
    }

    @Override
    public void copyLongs(int from, int count, long[] into) {
      if (areSideBySide()) {
        longs = longs == null ? values().asLongBuffer() : longs;
        longs.get(from, into, 0, count);
        return;
      }
      for (int i = 0; i < count; i++) {
        into[i] = getLong(from + i);
      }
    }

    @Override
    public void addLongs(int from, int count, long[] sums) {
      long high = 0;
      long low = 0;
      for (int i = 0; i < count; i++) {
        long value = getLong(from + i);
        high += value >> Integer.SIZE;
        low += value & LOW_HALF;
      }
      sums[0] += high;
      sums[1] += low;
    }

    @Override
    public int addLongs(int from, int count, byte[] selection, long[] sums) {
      int added = 0;
      long high = 0;
      long low = 0;
      for (int i = 0; i < count; i++) {
        int one = selection[i] >> 1;
        long value = getLong(from + i) & -one;
        added += one;
        high += value >> Integer.SIZE;
        low += value & LOW_HALF;
      }
      sums[0] += high;
      sums[1] += low;
      return added;
    }

    @Override
    public void compareLongs(int from, int count, LongRange range, byte[] into) {
      for (int i = 0; i < count; i++) {
        into[i] = range.of(getLong(from + i));
      }
    }

    @Override
    public void copyDoubles(int from, int count, double[] into) {
      if (areSideBySide()) {
        doubles = doubles == null ? values().asDoubleBuffer() : doubles;
        doubles.get(from, into, 0, count);
        return;
      }
      for (int i = 0; i < count; i++) {
        into[i] = getDouble(from + i);
      }
    }
  }

  /** {@code timestamp_ms}, as the microseconds that Spark counts in. */
  static final class Milliseconds extends StrideVector {
    private static final long MICROS_PER_MILLI = 1000;

    private final EightBytes milliseconds;

    Milliseconds(FieldType field, DataType type, int fieldPosition) {
      super(type, fieldPosition);
      this.milliseconds = new EightBytes(field, type, fieldPosition);
    }

    @Override
    public void moveTo(MappedRegion region, int firstRecord, int stride) {
      super.moveTo(region, firstRecord, stride);
      milliseconds.moveTo(region, firstRecord, stride);
    }

    @Override
    public long getLong(int row) {
      long value = milliseconds.getLong(row);
      try {
        return Math.multiplyExact(value, MICROS_PER_MILLI);
      } catch (ArithmeticException e) {
        throw new ArithmeticException(
            "the timestamp_ms at offset "
                + (region().offset() + position(row))
                + " is "
                + value
                + " ms from the epoch, further than the microseconds of Spark reach; is it in"
                + " another unit or byte order?");
      }
    }
  }
}
