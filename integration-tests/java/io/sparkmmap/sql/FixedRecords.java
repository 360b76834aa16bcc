// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Writes rows as little-endian records of one length, by the JDK. Only times may be null, as
 * NumPy's NaT.
 */
final class FixedRecords {
  private static final int MAX_BYTES = 1 << 10;

  private final StructType schema;
  private final ToIntFunction<String> width;

  /**
   * @param width how many bytes a string has, by its column
   */
  FixedRecords(StructType schema, ToIntFunction<String> width) {
    this.schema = schema;
    this.width = width;
  }

  /** What a layout calls the columns of the schema, which are neither arrays nor structs. */
  String layout() {
    StringBuilder layout = new StringBuilder();
    for (StructField field : schema.fields()) {
      boolean isTime =
          field.dataType().equals(DataTypes.TimestampType)
              || field.dataType().equals(DataTypes.TimestampNTZType);
      layout.append(layout.isEmpty() ? "" : ", ").append(field.name()).append(' ');
      if (field.dataType().equals(DataTypes.StringType)) {
        layout.append("char(").append(width.applyAsInt(field.name())).append(')');
      } else {
        layout.append(isTime ? "timestamp_us" : field.dataType().sql());
      }
    }
    return layout.toString();
  }

  byte[] of(List<Row> rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    rows.forEach(row -> bytes.writeBytes(of(row)));
    return bytes.toByteArray();
  }

  byte[] of(Row row) {
    ByteBuffer out = ByteBuffer.allocate(MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    put(out, row, schema);
    return Arrays.copyOf(out.array(), out.position());
  }

  private void put(ByteBuffer out, Row row, StructType type) {
    for (int i = 0; i < row.length(); i++) {
      StructField field = type.fields()[i];
      put(out, row.get(i), field.dataType(), field.name());
    }
  }

  private void put(ByteBuffer out, Object value, DataType type, String name) {
    if (value == null) {
      out.putLong(Long.MIN_VALUE);
    } else if (value instanceof Row struct) {
      put(out, struct, (StructType) type);
    } else if (type instanceof ArrayType array) {
      Collection<?> elements =
          value instanceof Collection<?> list
              ? list
              : CollectionConverters.asJava((scala.collection.Seq<?>) value);
      elements.forEach(element -> put(out, element, array.elementType(), name));
    } else if (value instanceof String text) {
      out.put(Arrays.copyOf(text.getBytes(UTF_8), width.applyAsInt(name)));
    } else if (value instanceof BigDecimal decimal) {
      put(out, decimal.unscaledValue(), (DecimalType) type);
    } else if (value instanceof Number number) {
      put(out, number);
    } else if (value instanceof Boolean flag) {
      out.put((byte) (flag ? 1 : 0));
    } else {
      putTime(out, value);
    }
  }

  private static void put(ByteBuffer out, Number number) {
    if (number instanceof Short small) {
      out.putShort(small);
    } else if (number instanceof Integer small) {
      out.putInt(small);
    } else if (number instanceof Long large) {
      out.putLong(large);
    } else if (number instanceof Float small) {
      out.putFloat(small);
    } else {
      out.putDouble((Double) number);
    }
  }

  /** Of 20 digits: as unsigned, of eight bytes. */
  private static void put(ByteBuffer out, BigInteger unscaled, DecimalType type) {
    if (type.precision() <= 9) {
      out.putInt(unscaled.intValueExact());
    } else if (type.precision() <= 20) {
      out.putLong(unscaled.longValue());
    } else {
      out.putLong(unscaled.longValue()).putLong(unscaled.shiftRight(Long.SIZE).longValue());
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
