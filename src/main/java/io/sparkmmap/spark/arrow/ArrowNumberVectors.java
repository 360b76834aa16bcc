// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import io.sparkmmap.core.arrow.ArrayBits;
import io.sparkmmap.core.arrow.ArrayPlan;
import io.sparkmmap.core.arrow.ArraySlice;
import io.sparkmmap.core.arrow.ArrowType;
import io.sparkmmap.core.source.ByteViews;
import io.sparkmmap.spark.vector.Float16;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;

/** Columns of booleans and numbers, read in place. */
final class ArrowNumberVectors {
  private ArrowNumberVectors() {}

  /** {@code bool}. */
  static final class Bits extends ArrowVector {
    private ByteBuffer bits;
    private int firstBit;

    Bits(ArrayPlan plan, DataType type) {
      super(plan, type);
    }

    @Override
    void place(ArraySlice slice) {
      bits = slice.bits().bytes().bytes();
      firstBit = slice.bits().firstBit();
    }

    @Override
    public boolean getBoolean(int row) {
      return ArrayBits.get(bits, firstBit + row);
    }

    @Override
    public void copyLongs(int from, int count, long[] into) {
      ByteBuffer source = bits;
      int first = firstBit + from;
      for (int i = 0; i < count; i++) {
        into[i] = source.get((first + i) >> 3) >> (first + i & 7) & 1;
      }
    }
  }

  /** {@code int8} as byte, {@code uint8} as short. */
  static final class OneByte extends ArrowVector {
    OneByte(ArrayPlan plan, DataType type) {
      super(plan, type);
    }

    @Override
    void place(ArraySlice slice) {}

    @Override
    public byte getByte(int row) {
      return bytes().get(row);
    }

    @Override
    public short getShort(int row) {
      return (short) Byte.toUnsignedInt(getByte(row));
    }

    @Override
    public void copyLongs(int from, int count, long[] into) {
      ByteBuffer source = bytes();
      long mask = dataType() instanceof ShortType ? 0xFF : -1;
      for (int i = 0; i < count; i++) {
        into[i] = source.get(from + i) & mask;
      }
    }
  }

  /** {@code int16} as short, {@code uint16} as int, {@code float16}. */
  static final class TwoBytes extends ArrowVector {
    TwoBytes(ArrayPlan plan, DataType type) {
      super(plan, type);
    }

    @Override
    void place(ArraySlice slice) {}

    @Override
    public short getShort(int row) {
      return (short) ByteViews.SHORT_LE.get(bytes(), row * Short.BYTES);
    }

    @Override
    public int getInt(int row) {
      return Short.toUnsignedInt(getShort(row));
    }

    @Override
    public void copyLongs(int from, int count, long[] into) {
      ByteBuffer source = bytes();
      long mask = dataType() instanceof IntegerType ? 0xFFFF : -1;
      for (int i = 0; i < count; i++) {
        into[i] = (short) ByteViews.SHORT_LE.get(source, (from + i) * Short.BYTES) & mask;
      }
    }

    @Override
    public void copyDoubles(int from, int count, double[] into) {
      for (int i = 0; i < count; i++) {
        into[i] = getFloat(from + i);
      }
    }

    @Override
    public float getFloat(int row) {
      return Float16.toFloat(getShort(row));
    }
  }

  /**
   * {@code int32} as int, {@code uint32} as long, {@code float32}, days of a date, months of an
   * interval.
   */
  static final class FourBytes extends ArrowVector {
    FourBytes(ArrayPlan plan, DataType type) {
      super(plan, type);
    }

    @Override
    void place(ArraySlice slice) {}

    @Override
    public int getInt(int row) {
      return (int) ByteViews.INT_LE.get(bytes(), row * Integer.BYTES);
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
      ByteBuffer source = bytes();
      long mask = dataType() instanceof LongType ? LOW_HALF : -1;
      for (int i = 0; i < count; i++) {
        into[i] = (int) ByteViews.INT_LE.get(source, (from + i) * Integer.BYTES) & mask;
      }
    }

    @Override
    public void addLongs(int from, int count, long[] sums) {
      ByteBuffer source = bytes();
      long mask = dataType() instanceof LongType ? LOW_HALF : -1;
      long sum = 0;
      for (int i = 0; i < count; i++) {
        sum += (int) ByteViews.INT_LE.get(source, (from + i) * Integer.BYTES) & mask;
      }
      sums[1] += sum;
    }

    @Override
    public void copyDoubles(int from, int count, double[] into) {
      ByteBuffer source = bytes();
      for (int i = 0; i < count; i++) {
        int bits = (int) ByteViews.INT_LE.get(source, (from + i) * Integer.BYTES);
        into[i] = Float.intBitsToFloat(bits);
      }
    }
  }

  /** {@code int64} as long, {@code float64}, microseconds of a timestamp or a duration. */
  static final class EightBytes extends ArrowVector {
    /** The values as they are copied many at a time, if they were since the last batch. */
    private LongBuffer longs;

    private DoubleBuffer doubles;

    EightBytes(ArrayPlan plan, DataType type) {
      super(plan, type);
    }

    @Override
    void place(ArraySlice slice) {
      longs = null;
      doubles = null;
    }

    @Override
    public long getLong(int row) {
      return (long) ByteViews.LONG_LE.get(bytes(), row * Long.BYTES);
    }

    @Override
    public double getDouble(int row) {
      return Double.longBitsToDouble(getLong(row));
    }

    @Override
    public void copyLongs(int from, int count, long[] into) {
      if (longs == null) {
        longs = bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
      }
      longs.get(from, into, 0, count);
    }

    @Override
    public void addLongs(int from, int count, long[] sums) {
      ByteBuffer source = bytes();
      long high = 0;
      long low = 0;
      for (int i = 0; i < count; i++) {
        long value = (long) ByteViews.LONG_LE.get(source, (from + i) * Long.BYTES);
        high += value >> Integer.SIZE;
        low += value & LOW_HALF;
      }
      sums[0] += high;
      sums[1] += low;
    }

    @Override
    public void copyDoubles(int from, int count, double[] into) {
      if (doubles == null) {
        doubles = bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
      }
      doubles.get(from, into, 0, count);
    }
  }

  /** Decimals of 4, 8, 16 or 32 bytes, and {@code uint64}. */
  static final class Decimals extends ArrowVector {
    private final int width;
    private final boolean unsigned;
    private final String typeName;

    Decimals(ArrayPlan plan, DataType type) {
      super(plan, type);
      this.width = plan.type().size();
      this.unsigned = plan.type().kind() == ArrowType.Kind.UINT;
      this.typeName = plan.type().toString();
    }

    @Override
    void place(ArraySlice slice) {}

    @Override
    public Decimal getDecimal(int row, int precision, int scale) {
      if (isNullAt(row)) {
        return null;
      }
      int position = row * width;
      if (width == Integer.BYTES) {
        return narrow((int) ByteViews.INT_LE.get(bytes(), position), row, precision, scale);
      }
      long low = (long) ByteViews.LONG_LE.get(bytes(), position);
      if (width == Long.BYTES) {
        return unsigned
            ? wide(new BigInteger(Long.toUnsignedString(low)), row, precision, scale)
            : narrow(low, row, precision, scale);
      }
      if (width == 2 * Long.BYTES
          && (long) ByteViews.LONG_LE.get(bytes(), position + Long.BYTES) == low >> 63) {
        return narrow(low, row, precision, scale);
      }
      byte[] bigEndian = new byte[width];
      for (int i = 0; i < width; i++) {
        bigEndian[i] = bytes().get(position + width - 1 - i);
      }
      return wide(new BigInteger(bigEndian), row, precision, scale);
    }

    private Decimal narrow(long unscaled, int row, int precision, int scale) {
      if (precision > Decimal.MAX_LONG_DIGITS()) {
        return Decimal.apply(BigDecimal.valueOf(unscaled, scale), precision, scale);
      }
      Decimal value = new Decimal();
      if (value.setOrNull(unscaled, precision, scale) == null) {
        throw tooLong(BigInteger.valueOf(unscaled), row);
      }
      return value;
    }

    private Decimal wide(BigInteger unscaled, int row, int precision, int scale) {
      BigDecimal decimal = new BigDecimal(unscaled, scale);
      if (decimal.precision() > precision) {
        throw tooLong(unscaled, row);
      }
      return Decimal.apply(decimal, precision, scale);
    }

    private ArithmeticException tooLong(BigInteger unscaled, int row) {
      return new ArithmeticException(
          whereIs(row, width)
              + " is "
              + typeName
              + ", but has the unscaled value "
              + unscaled
              + ", with more digits than that");
    }
  }
}
