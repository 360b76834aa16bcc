// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;

/** Rows as the bytes of records, little-endian but for ints, written by the JDK. */
final class RecordBytes {
  /** The fields of {@link #of} where the rows have these types, in this order. */
  static final String LAYOUT =
      "id int64, i int32be, f float32, x float64, flag bool, name char(6), day date32,"
          + " at timestamp_us, amount decimal(9,2)";

  private static final int NAME_BYTES = 6;
  private static final int MAX_BYTES = 64;

  private RecordBytes() {}

  /** The records of rows without nulls, one behind the other. */
  static byte[] of(List<Row> rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    rows.forEach(row -> bytes.writeBytes(of(row)));
    return bytes.toByteArray();
  }

  /** The record of a row without nulls. */
  static byte[] of(Row row) {
    ByteBuffer out = ByteBuffer.allocate(MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < row.length(); i++) {
      put(out, row.get(i));
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private static void put(ByteBuffer out, Object value) {
    if (value instanceof Long number) {
      out.putLong(number);
    } else if (value instanceof Integer number) {
      out.putInt(Integer.reverseBytes(number));
    } else if (value instanceof Float number) {
      out.putFloat(number);
    } else if (value instanceof Double number) {
      out.putDouble(number);
    } else if (value instanceof Boolean flag) {
      out.put((byte) (flag ? 1 : 0));
    } else if (value instanceof String text) {
      out.put(Arrays.copyOf(text.getBytes(UTF_8), NAME_BYTES));
    } else if (value instanceof BigDecimal decimal) {
      out.putInt(decimal.unscaledValue().intValueExact());
    } else {
      putTime(out, value);
    }
  }

  private static void putTime(ByteBuffer out, Object value) {
    if (value instanceof Instant instant) {
      out.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
    } else if (value instanceof LocalDateTime local) {
      out.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, local.toInstant(ZoneOffset.UTC)));
    } else {
      out.putInt((int) ((LocalDate) value).toEpochDay());
    }
  }
}
