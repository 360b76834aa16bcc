// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.spark.LocalSpark;
import io.sparkmmap.spark.NpyBytes;
import io.sparkmmap.spark.ScanMetrics;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code recordFormat fixed} against Spark's {@code binaryRecords}, decoded by a {@code
 * ByteBuffer}.
 */
class FixedSourceIT {
  private static final String LAYOUT =
      "i8 int8, i16 int16, i32 int32, i64 int64, u8 uint8, u16 uint16, u32 uint32, u64 uint64,"
          + " f32 float32, f64 float64, flag bool, name char(10), raw binary(3), skip(5),"
          + " day date32, at_ms timestamp_ms, at_us timestamp_us,"
          + " d9 decimal(9,2), d18 decimal(18,4), d38 decimal(38,10)";
  private static final int RECORD_LENGTH =
      1 + 2 + 4 + 8 + 1 + 2 + 4 + 8 + 4 + 8 + 1 + 10 + 3 + 5 + 4 + 8 + 8 + 4 + 8 + 16;

  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  private Dataset<Row> fixed(Map<String, String> options, Path path) {
    return spark
        .read()
        .format("mmap")
        .option("recordFormat", "fixed")
        .options(options)
        .load(path.toString());
  }

  private static byte[] randomRecord(Random random, ByteOrder order) {
    ByteBuffer record = ByteBuffer.allocate(RECORD_LENGTH).order(order);
    random.nextBytes(record.array());
    byte[] name =
        Arrays.copyOf(("n" + random.nextInt(1000)).getBytes(StandardCharsets.US_ASCII), 10);
    int at = 1 + 2 + 4 + 8 + 1 + 2 + 4 + 8 + 4 + 8 + 1;
    record.put(at, name);
    at += 10 + 3 + 5;
    record.putInt(at, random.nextInt(40_000) - 10_000);
    record.putLong(at + 4, random.nextLong(4_000_000_000_000L) - 1_000_000_000_000L);
    record.putLong(at + 12, random.nextLong(4_000_000_000_000_000L) - 1_000_000_000_000_000L);
    record.putInt(at + 20, random.nextInt(1_999_999_999) - 999_999_999);
    record.putLong(at + 24, random.nextLong(1_999_999_999_999_999_999L) - 999_999_999_999_999_999L);
    byte[] wide = new BigInteger(120, random).subtract(BigInteger.ONE.shiftLeft(119)).toByteArray();
    byte[] sixteen = new byte[16];
    Arrays.fill(sixteen, (byte) (wide[0] < 0 ? -1 : 0));
    System.arraycopy(wide, 0, sixteen, 16 - wide.length, wide.length);
    for (int i = 0; i < 16; i++) {
      record.put(at + 32 + i, sixteen[order == ByteOrder.BIG_ENDIAN ? i : 15 - i]);
    }
    return record.array();
  }

  private static Row decode(byte[] bytes, ByteOrder order) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(order);
    List<Object> row = new ArrayList<>();
    row.add(in.get());
    row.add(in.getShort());
    row.add(in.getInt());
    row.add(in.getLong());
    row.add((short) (in.get() & 0xFF));
    row.add(in.getShort() & 0xFFFF);
    row.add(in.getInt() & 0xFFFF_FFFFL);
    row.add(new BigDecimal(Long.toUnsignedString(in.getLong())));
    row.add(in.getFloat());
    row.add(in.getDouble());
    row.add(in.get() != 0);
    byte[] name = new byte[10];
    in.get(name);
    row.add(new String(name, StandardCharsets.US_ASCII).replaceAll("\u0000+$", ""));
    byte[] raw = new byte[3];
    in.get(raw);
    row.add(raw);
    in.position(in.position() + 5);
    row.add(Date.valueOf(LocalDate.ofEpochDay(in.getInt())));
    row.add(Timestamp.from(Instant.ofEpochMilli(in.getLong())));
    long micros = in.getLong();
    row.add(
        Timestamp.from(
            Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000)));
    row.add(BigDecimal.valueOf(in.getInt(), 2));
    row.add(BigDecimal.valueOf(in.getLong(), 4));
    byte[] wide = new byte[16];
    for (int i = 0; i < 16; i++) {
      wide[order == ByteOrder.BIG_ENDIAN ? i : 15 - i] = in.get();
    }
    row.add(new BigDecimal(new BigInteger(wide), 10));
    return RowFactory.create(row.toArray());
  }

  @ParameterizedTest
  @CsvSource({"little,true", "big,true", "little,false", "big,false", "native,auto"})
  void everyTypeReadsAsBinaryRecordsDecodedByHand(String byteOrder, String memoryMap)
      throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    ByteOrder order = byteOrder.equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ByteBuffer all = ByteBuffer.allocate(3000 * RECORD_LENGTH);
    while (all.hasRemaining()) {
      all.put(randomRecord(random, order));
    }
    Path file = Files.write(folder.resolve("records"), all.array());
    List<Row> expected =
        new JavaSparkContext(spark.sparkContext())
            .binaryRecords(file.toString(), RECORD_LENGTH).collect().stream()
                .map(record -> decode(record, order))
                .toList();

    Dataset<Row> rows =
        fixed(
            Map.of(
                "layout", LAYOUT,
                "byteOrder", byteOrder,
                "memoryMap", memoryMap,
                "recordLength", String.valueOf(RECORD_LENGTH),
                "maxPartitionBytes", "20k"),
            file);

    assertThat(rows.rdd().getNumPartitions()).isGreaterThan(5);
    assertThat(printed(rows.collectAsList()))
        .as("seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(printed(expected));
    assertThat(rows.count()).isEqualTo(3000);
  }

  /** Rows as text, for arrays of bytes do not compare, and NaN is no NaN. */
  private static List<String> printed(List<Row> rows) {
    List<String> printed = new ArrayList<>();
    for (Row row : rows) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < row.length(); i++) {
        Object value = row.get(i);
        values.add(value instanceof byte[] bytes ? Arrays.toString(bytes) : plain(value));
      }
      printed.add(values.toString());
    }
    return printed;
  }

  private static String plain(Object value) {
    return value instanceof BigDecimal decimal ? decimal.toPlainString() : String.valueOf(value);
  }

  @Test
  void columnsAreTypedAndNotNullable() throws IOException {
    Path file = Files.write(folder.resolve("f"), new byte[RECORD_LENGTH]);
    assertThat(fixed(Map.of("layout", LAYOUT), file).schema().toDDL())
        .isEqualTo(
            "i8 TINYINT NOT NULL,i16 SMALLINT NOT NULL,i32 INT NOT NULL,i64 BIGINT NOT NULL,u8"
                + " SMALLINT NOT NULL,u16 INT NOT NULL,u32 BIGINT NOT NULL,u64 DECIMAL(20,0) NOT"
                + " NULL,f32 FLOAT NOT NULL,f64 DOUBLE NOT NULL,flag BOOLEAN NOT NULL,name STRING"
                + " NOT NULL,raw BINARY NOT NULL,day DATE NOT NULL,at_ms TIMESTAMP NOT NULL,at_us"
                + " TIMESTAMP NOT NULL,d9 DECIMAL(9,2) NOT NULL,d18 DECIMAL(18,4) NOT NULL,d38"
                + " DECIMAL(38,10) NOT NULL");
  }

  @Test
  void nestedNumpyDtypesAreStructsAndArrays() throws IOException {
    ByteBuffer records = ByteBuffer.allocate(2 * 40).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 2; i++) {
      records.putLong(i + 1L).putFloat(i + 0.5f).putFloat(i + 0.25f);
      for (int j = 0; j < 6; j++) {
        records.putShort((short) (10 * i + j));
      }
      records.put(new byte[] {'a', (byte) ('b' + i), 0, 0});
      records.putDouble(i * 1e9);
    }
    Path file = Files.write(folder.resolve("f"), records.array());
    Dataset<Row> rows =
        fixed(
            Map.of(
                "layout",
                "[('id','<i8'),('pos',[('x','<f4'),('y','<f4')]),('grid','<i2',(2,3)),"
                    + "('tag','S4'),('w','<f8')]"),
            file);

    assertThat(rows.toJSON().collectAsList())
        .containsExactly(
            "{\"id\":1,\"pos\":{\"x\":0.5,\"y\":0.25},\"grid\":[[0,1,2],[3,4,5]],\"tag\":\"ab\",\"w\":0.0}",
            "{\"id\":2,\"pos\":{\"x\":1.5,\"y\":1.25},\"grid\":[[10,11,12],[13,14,15]],\"tag\":\"ac\",\"w\":1.0E9}");
    assertThat(rows.selectExpr("sum(pos.y)", "sum(grid[1][2])").first().mkString(" "))
        .isEqualTo("1.5 20");
  }

  @Test
  void recordLengthAloneGivesOneBinaryColumn() throws IOException {
    Path file = Files.write(folder.resolve("f"), new byte[] {1, 2, 3, 4, 5, 6});
    Dataset<Row> rows = fixed(Map.of("recordLength", "3"), file);
    assertThat(rows.schema().toDDL()).isEqualTo("value BINARY NOT NULL");
    assertThat(printed(rows.collectAsList())).containsExactly("[[1, 2, 3]]", "[[4, 5, 6]]");
  }

  @Test
  void headerAndTrailerAreLeftOut() throws IOException {
    Path file = Files.write(folder.resolve("f"), new byte[] {9, 9, 9, 1, 0, 2, 0, 8});
    Map<String, String> options =
        Map.of("layout", "n int16", "headerBytes", "3", "trailerBytes", "1");
    assertThat(fixed(options, file).selectExpr("sum(n)").first().getLong(0)).isEqualTo(3);
    assertThatThrownBy(() -> fixed(Map.of("layout", "n int16", "headerBytes", "3"), file).count())
        .hasStackTraceContaining("whole number of records of 2 bytes")
        .hasStackTraceContaining(file.toString());
    assertThatThrownBy(() -> fixed(Map.of("layout", "n int16", "headerBytes", "9"), file).count())
        .hasStackTraceContaining("header and trailer");
  }

  @Test
  void declaredColumnsMayBeFewerAndInAnotherOrder() throws IOException {
    ByteBuffer record = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(7).putLong(1_000_000).putDouble(2.5);
    Path file = Files.write(folder.resolve("f"), record.array());
    Dataset<Row> rows =
        spark
            .read()
            .format("mmap")
            .schema("price double, at timestamp_ntz")
            .option("recordFormat", "fixed")
            .option("layout", "id int64, at timestamp_us, price float64")
            .load(file.toString());
    assertThat(rows.toJSON().collectAsList())
        .containsExactly("{\"price\":2.5,\"at\":\"1970-01-01T00:00:01.000\"}");
  }

  @Test
  void aDeclaredColumnOfAnotherTypeIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("f"), new byte[8]);
    assertThatThrownBy(
            () ->
                spark
                    .read()
                    .format("mmap")
                    .schema("id string")
                    .option("recordFormat", "fixed")
                    .option("layout", "id int64")
                    .load(file.toString()))
        .hasMessageContaining("field 'id'")
        .hasMessageContaining("int64le")
        .hasMessageContaining("declares string");
  }

  @Test
  void aValueThatItsTypeCannotHoldIsAnErrorAndNotAnotherValue() throws IOException {
    Path decimal = Files.write(folder.resolve("d"), new byte[] {-1, -1, -1, 0x7F});
    assertThatThrownBy(() -> fixed(Map.of("layout", "d decimal(3,1)"), decimal).collectAsList())
        .hasStackTraceContaining("decimal(3,1) at offset 0")
        .hasStackTraceContaining("2147483647");
    Path time = Files.write(folder.resolve("t"), new byte[] {0, 0, 0, 0, 0, 0, 0, 0x7F});
    assertThatThrownBy(() -> fixed(Map.of("layout", "t timestamp_ms"), time).collectAsList())
        .hasStackTraceContaining("timestamp_ms at offset 0");
  }

  @Test
  void aMissingLayoutIsAClearError() throws IOException {
    Path file = Files.write(folder.resolve("f"), new byte[8]);
    assertThatThrownBy(() -> fixed(Map.of(), file))
        .hasMessageContaining("needs the option 'layout'");
    assertThatThrownBy(() -> fixed(Map.of("layout", "id int46"), file))
        .hasMessageContaining("int64");
    assertThatThrownBy(() -> fixed(Map.of("layout", "id int64", "recordLength", "9"), file))
        .hasMessageContaining("skip(");
  }

  @Test
  void statisticsAreExact() throws IOException {
    Path file = Files.write(folder.resolve("f"), new byte[80]);
    Dataset<Row> rows = fixed(Map.of("layout", "id int64"), file);
    assertThat(rows.queryExecution().optimizedPlan().stats().sizeInBytes().toLong()).isEqualTo(80);
    assertThat(rows.queryExecution().optimizedPlan().stats().rowCount().get().toLong())
        .isEqualTo(10);
  }

  @Test
  void whatIsSkippedOfCorruptFilesIsCounted() throws IOException {
    Files.write(folder.resolve("whole"), new byte[16]);
    Files.write(folder.resolve("cut-1"), new byte[13]);
    Files.write(folder.resolve("cut-2"), new byte[3]);
    Dataset<Row> rows =
        fixed(Map.of("layout", "id int64", "ignoreCorruptFiles", "true"), folder).select("id");

    assertThat(rows.collectAsList()).hasSize(2);
    assertThat(ScanMetrics.afterRunning(rows)).containsEntry("filesSkipped", 2L);
  }

  @Test
  void textMayBeDeclaredWithACollation() throws IOException {
    byte[] names = "aAbA".getBytes(StandardCharsets.US_ASCII);
    byte[] frames = "\1a\1A\1b\1A".getBytes(StandardCharsets.US_ASCII);
    Map<Path, Map<String, String>> files =
        Map.of(
            Files.write(folder.resolve("names.bin"), names), Map.of("layout", "name char(1)"),
            Files.write(folder.resolve("raw.bin"), names), Map.of("layout", "name binary(1)"),
            Files.write(folder.resolve("frames"), frames),
                Map.of("recordFormat", "lengthPrefixed", "lengthType", "uint8"),
            Files.write(folder.resolve("names.npy"), NpyBytes.of("'|S1'", "False", "(4,)", names)),
                Map.of());
    files.forEach(
        (path, options) -> {
          String column = path.toString().endsWith(".npy") ? "value" : "name";
          Dataset<Row> rows =
              spark
                  .read()
                  .format("mmap")
                  .schema(column + " STRING COLLATE UTF8_LCASE")
                  .options(options)
                  .load(path.toString());
          assertThat(rows.where(column + " = 'a'").count()).as("%s", path).isEqualTo(3);
          assertThat(rows.groupBy(column).count().count()).as("%s", path).isEqualTo(2);
        });
  }
}
