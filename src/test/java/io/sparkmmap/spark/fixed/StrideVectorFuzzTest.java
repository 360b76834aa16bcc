// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.layout.Field;
import io.sparkmmap.core.layout.FieldType;
import io.sparkmmap.core.layout.StructLayout;
import io.sparkmmap.core.mapping.GuardedPages;
import io.sparkmmap.core.mapping.GuardedPages.Edge;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.FixedLengthCursor;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.fuzz.ParserFuzz;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.ShownValues;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import org.junit.jupiter.api.Test;

/**
 * Any layout over any bytes: each value as a {@link ByteBuffer} decodes it, between guard pages.
 */
class StrideVectorFuzzTest {
  private static final int MAX_RECORD_BYTES = 4_000;
  private static final int MAX_RECORDS = 5;

  private static final List<byte[]> LAYOUTS =
      ParserFuzz.bytes(
          "i8 int8, i16 int16, i32 int32, i64 int64, u8 uint8, u16 uint16, u32 uint32, u64 uint64",
          "f32 float32, f64 float64, flag bool, name char(10), raw binary(3), skip(5), day date32",
          "ms timestamp_ms, us timestamp_us, a decimal(9,2), b decimal(18,4), c decimal(38,10)",
          "[('id','<i8'),('sym','S12'),('pos',[('x','<f4'),('y','>f4')],(2,)),('v','<f8',(3,))]",
          "{'names':['a','b'],'formats':['<i4',('<i2',(2,))],'offsets':[8,2],'itemsize':32}",
          "name char(1)");

  private static final List<byte[]> PIECES =
      ParserFuzz.bytes(
          "be",
          "le",
          "(2,3)",
          "(1,)",
          "'V3'",
          "skip(1), ",
          "char(31)",
          "decimal(38,38)",
          "int8",
          ">u8");

  private static final List<String> TYPES =
      List.of(
          "uint8",
          "bool",
          "int16be",
          "uint16",
          "int32",
          "uint32be",
          "float32",
          "float64be",
          "int64",
          "uint64",
          "date32",
          "timestamp_ms",
          "timestamp_usbe",
          "decimal(9,2)",
          "decimal(18,18)be",
          "decimal(38,0)",
          "char(n)",
          "binary(n)",
          "skip(n)");

  /** What a value that Spark cannot hold is shown as. */
  private static final String REFUSED = "refused";

  @Test
  void anyLayoutOverAnyBytesGivesTheValuesThatAreThere() {
    try (GuardedPages pages = new GuardedPages(MAX_RECORDS * MAX_RECORD_BYTES)) {
      ParserFuzz.Outcome outcome =
          new ParserFuzz("vectors of fixed-length records", LAYOUTS, PIECES)
              .refusing(
                  error ->
                      error instanceof IllegalArgumentException
                          && error.getMessage().startsWith("layout: "))
              .run(
                  (input, random) -> {
                    ByteOrder order =
                        random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
                    String text =
                        random.nextInt(4) == 0 ? new String(input, UTF_8) : layout(random);
                    StructLayout layout = StructLayout.parse(text, order);
                    if (layout.recordLength() <= MAX_RECORD_BYTES) {
                      byte[] records = records(layout.recordLength(), random);
                      Edge edge = random.nextBoolean() ? Edge.START : Edge.END;
                      assertThat(read(layout, pages.source(records, edge)))
                          .isEqualTo(decoded(layout, records));
                    }
                  });
      assertThat(outcome.answers()).isGreaterThan(10_000);
    }
  }

  private static String layout(Random random) {
    StringBuilder layout = new StringBuilder("f int8");
    for (int fields = 1 + random.nextInt(6); fields > 0; fields--) {
      String type =
          TYPES
              .get(random.nextInt(TYPES.size()))
              .replace("(n)", "(" + (1 + random.nextInt(40)) + ")");
      layout.append(", ").append(type.startsWith("skip") ? "" : "f" + fields + " ").append(type);
    }
    return layout.toString();
  }

  /** Noise, with many zeros and small numbers in it. */
  private static byte[] records(int recordLength, Random random) {
    byte[] records = new byte[recordLength * (1 + random.nextInt(MAX_RECORDS))];
    random.nextBytes(records);
    for (int zeros = random.nextInt(10); zeros > 0; zeros--) {
      int from = random.nextInt(records.length);
      Arrays.fill(records, from, Math.min(records.length, from + random.nextInt(20)), (byte) 0);
    }
    return records;
  }

  private static List<String> read(StructLayout layout, RegionSource source) throws IOException {
    StructType columns = FieldTypes.toSpark(layout);
    List<String> values = new ArrayList<>();
    long length = source.file().length();
    try (FixedLengthCursor cursor =
        new FixedLengthCursor(source, DataRange.of(0, length, length), layout.recordLength(), 2)) {
      RecordVector[] vectors = new RecordVector[columns.size()];
      for (int i = 0; i < vectors.length; i++) {
        Field field = layout.fields().get(i);
        vectors[i] =
            StrideVectors.of(
                field.type(), columns.apply(i).dataType(), field.position(), new ReadStatistics());
      }
      ColumnarBatchRow row = new ColumnarBatchRow((ColumnVector[]) vectors);
      while (cursor.next()) {
        for (RecordVector vector : vectors) {
          vector.moveTo(cursor);
        }
        for (row.rowId = 0; row.rowId < cursor.count(); row.rowId++) {
          for (int i = 0; i < vectors.length; i++) {
            values.add(shownOrRefused(row, i, columns.apply(i).dataType()));
          }
        }
      }
    }
    return values;
  }

  private static String shownOrRefused(SpecializedGetters row, int ordinal, DataType type) {
    try {
      return ShownValues.show(row, ordinal, type);
    } catch (ArithmeticException e) {
      assertThat(e).hasMessageContaining(" at offset ");
      return REFUSED;
    }
  }

  private static List<String> decoded(StructLayout layout, byte[] records) {
    List<String> values = new ArrayList<>();
    for (int record = 0; record < records.length; record += layout.recordLength()) {
      for (Field field : layout.fields()) {
        String value;
        try {
          value = decode(field.type(), records, record + field.position());
        } catch (ArithmeticException e) {
          value = REFUSED;
        }
        values.add(value);
      }
    }
    return values;
  }

  private static String decode(FieldType type, byte[] in, int at) {
    ByteBuffer bytes = ByteBuffer.wrap(in).order(type.order());
    return switch (type.kind()) {
      case INT8 -> "" + bytes.get(at);
      case UINT8 -> "" + (bytes.get(at) & 0xFF);
      case BOOL -> "" + (bytes.get(at) != 0);
      case INT16 -> "" + bytes.getShort(at);
      case UINT16 -> "" + (bytes.getShort(at) & 0xFFFF);
      case INT32, DATE32 -> "" + bytes.getInt(at);
      case UINT32 -> "" + (bytes.getInt(at) & 0xFFFF_FFFFL);
      case INT64, TIMESTAMP_US -> "" + bytes.getLong(at);
      case UINT64 -> Long.toUnsignedString(bytes.getLong(at));
      case FLOAT32 -> "" + bytes.getFloat(at);
      case FLOAT64 -> "" + bytes.getDouble(at);
      case TIMESTAMP_MS -> "" + Math.multiplyExact(bytes.getLong(at), 1000L);
      case CHAR -> hex(in, at, lengthWithoutZeros(in, at, type.length()));
      case BINARY -> hex(in, at, type.length());
      case DECIMAL -> decimal((FieldType.Decimal) type, in, at);
      case STRUCT -> {
        List<String> fields = new ArrayList<>();
        for (Field field : ((FieldType.Struct) type).layout().fields()) {
          fields.add(decode(field.type(), in, at + field.position()));
        }
        yield fields.toString();
      }
      case ARRAY -> {
        List<String> elements = new ArrayList<>();
        FieldType element = FieldTypes.elementOf((FieldType.Array) type);
        for (int i = 0; i < type.length(); i += element.length()) {
          elements.add(decode(element, in, at + i));
        }
        yield elements.toString();
      }
      case FLOAT16, UTF32, DATETIME64, TIMEDELTA64 ->
          throw new AssertionError(type + " is tested against NumPy");
    };
  }

  private static int lengthWithoutZeros(byte[] in, int at, int length) {
    int rest = length;
    while (rest > 0 && in[at + rest - 1] == 0) {
      rest--;
    }
    return rest;
  }

  private static String hex(byte[] in, int at, int length) {
    return HexFormat.of().formatHex(in, at, at + length);
  }

  private static String decimal(FieldType.Decimal type, byte[] in, int at) {
    byte[] bigEndian = Arrays.copyOfRange(in, at, at + type.length());
    if (type.order().equals(ByteOrder.LITTLE_ENDIAN)) {
      for (int i = 0; i < bigEndian.length / 2; i++) {
        byte swapped = bigEndian[i];
        bigEndian[i] = bigEndian[bigEndian.length - 1 - i];
        bigEndian[bigEndian.length - 1 - i] = swapped;
      }
    }
    BigDecimal value = new BigDecimal(new BigInteger(bigEndian), type.scale());
    if (value.precision() > type.precision()) {
      throw new ArithmeticException("more digits than its type has");
    }
    return value.toPlainString();
  }
}
