// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.layout.FieldKind;
import io.sparkmmap.core.layout.FieldType;
import io.sparkmmap.core.source.ByteViews;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;

/** {@code uint64} and the decimals: an integer of 4, 8 or 16 bytes and a scale. */
final class DecimalVector extends StrideVector {
  private final boolean bigEndian;
  private final boolean unsigned;
  private final int length;

  DecimalVector(FieldType field, DataType type, int fieldPosition) {
    super(type, fieldPosition);
    this.bigEndian = StrideNumberVectors.isBigEndian(field);
    this.unsigned = field.kind() == FieldKind.UINT64;
    this.length = field.length();
  }

  @Override
  public Decimal getDecimal(int row, int precision, int scale) {
    int position = position(row);
    if (length == Integer.BYTES) {
      int value = (int) ByteViews.INT_LE.get(bytes(), position);
      return checked(bigEndian ? Integer.reverseBytes(value) : value, row, precision, scale);
    }
    if (length == Long.BYTES) {
      long value = (long) ByteViews.LONG_LE.get(bytes(), position);
      value = bigEndian ? Long.reverseBytes(value) : value;
      return unsigned && value < 0
          ? checked(new BigInteger(Long.toUnsignedString(value)), row, precision, scale)
          : checked(value, row, precision, scale);
    }
    byte[] big = new byte[length];
    for (int i = 0; i < length; i++) {
      big[i] = bytes().get(position + (bigEndian ? i : length - 1 - i));
    }
    return checked(new BigInteger(big), row, precision, scale);
  }

  private Decimal checked(long unscaled, int row, int precision, int scale) {
    Decimal value = new Decimal();
    if (value.setOrNull(unscaled, precision, scale) == null) {
      throw tooLong(BigInteger.valueOf(unscaled), row, precision, scale);
    }
    return value;
  }

  private Decimal checked(BigInteger unscaled, int row, int precision, int scale) {
    BigDecimal decimal = new BigDecimal(unscaled, scale);
    if (decimal.precision() > precision) {
      throw tooLong(unscaled, row, precision, scale);
    }
    return Decimal.apply(decimal, precision, scale);
  }

  private ArithmeticException tooLong(BigInteger unscaled, int row, int precision, int scale) {
    return new ArithmeticException(
        "the decimal("
            + precision
            + ","
            + scale
            + ") at offset "
            + (region().offset() + position(row))
            + " has the unscaled value "
            + unscaled
            + ", with more digits than that; check the layout and its byte order");
  }
}
