// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.prefixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.prefixed.LengthType;
import io.sparkmmap.core.prefixed.PlainPrefixedRecords;
import io.sparkmmap.spark.LocalSpark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code recordFormat lengthPrefixed} against records that a plain writer wrote. */
class PrefixedSourceIT {
  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  private Dataset<Row> read(Path path, Map<String, String> options) {
    return spark
        .read()
        .format("mmap")
        .option("recordFormat", "lengthPrefixed")
        .options(options)
        .load(path.toString());
  }

  private Path write(List<byte[]> records, LengthType type) throws IOException {
    LengthPrefix prefix = new LengthPrefix(type, LengthPrefix.Counts.RECORD, 0, 1 << 20);
    return Files.write(folder.resolve("f"), PlainPrefixedRecords.write(records, prefix));
  }

  private static List<byte[]> texts(int count) {
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add((i + "x".repeat(i % 300)).getBytes(StandardCharsets.US_ASCII));
    }
    return records;
  }

  @Test
  void recordsAreOneColumnAndSplitByAnIndex() throws IOException {
    List<byte[]> records = texts(6000);
    Path file = write(records, LengthType.VARINT);
    List<String> expected =
        records.stream().map(record -> new String(record, StandardCharsets.US_ASCII)).toList();
    for (String index : List.of("false", "true")) {
      Map<String, String> options =
          index.equals("true")
              ? Map.of(
                  "lengthType",
                  "varint",
                  "index",
                  index,
                  "maxPartitionBytes",
                  "100000",
                  "indexDirectory",
                  folder.resolve("indexes").toString())
              : Map.of("lengthType", "varint", "maxPartitionBytes", "100000");
      Dataset<Row> frame = read(file, options);
      assertThat(frame.schema().catalogString()).isEqualTo("struct<value:binary>");
      assertThat(frame.rdd().getNumPartitions() > 1).isEqualTo(index.equals("true"));
      assertThat(frame.count()).isEqualTo(6000);
      assertThat(frame.selectExpr("string(value)").collectAsList())
          .extracting(row -> row.getString(0))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void aLayoutGivesTheFieldsOfARecord() throws IOException {
    List<byte[]> records = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      ByteBuffer record = ByteBuffer.allocate(20 + i % 7).order(ByteOrder.BIG_ENDIAN);
      record.putInt(i).putDouble(i / 4.0).put("sym".getBytes(StandardCharsets.US_ASCII));
      record.position(15);
      records.add(record.put((byte) (i % 2)).putInt(-i).array());
      expected.add("[%d,%s,sym,%s,%d]".formatted(i, i / 4.0, i % 2 == 1, -i));
    }
    Path file = write(records, LengthType.UINT16_BE);
    String layout = "id int32, price float64, symbol char(3), flag bool, rest int32";
    Map<String, String> options =
        Map.of("lengthType", "uint16", "byteOrder", "big", "layout", layout);
    assertThat(read(file, options).collectAsList())
        .extracting(Row::toString)
        .containsExactlyElementsOf(expected);
    assertThat(read(file, options).filter("flag").agg(Map.of("price", "sum")).first().getDouble(0))
        .isEqualTo(250 * 250 / 4.0);
  }

  /** Without an index records can be found from the start of a file only. */
  @Test
  void samplesAndPlacesNeedNoIndex() throws IOException {
    write(texts(6000), LengthType.UINT32_LE);
    read(folder, Map.of()).createOrReplaceTempView("prefixed");
    for (int i = 0; i < 8; i++) {
      Dataset<Row> sampled =
          spark.sql("SELECT count(*) FROM prefixed TABLESAMPLE SYSTEM (50 PERCENT)");
      assertThat(sampled.first().getLong(0)).isIn(0L, 6000L);
    }
    assertThat(read(folder, Map.of()).where("_metadata.record_offset > 100").count()).isZero();
  }

  @Test
  void aBrokenLengthIsAnErrorOrTheEndOfTheFile() throws IOException {
    byte[] data = Files.readAllBytes(write(texts(10), LengthType.UINT32_LE));
    data[data.length - 12] = 99;
    Path file = Files.write(folder.resolve("broken"), data);
    assertThatThrownBy(() -> read(file, Map.of()).collectAsList())
        .hasStackTraceContaining(": at offset")
        .hasStackTraceContaining("check lengthType");
    assertThat(read(file, Map.of("ignoreCorruptFiles", "true")).count()).isEqualTo(9);
  }

  /** Or all splits but the first would be left out without a word. */
  @Test
  void aDirectoryOfIndexesThatCannotBeUsedIsNoBrokenFile() throws IOException {
    Path file = write(texts(3_000), LengthType.UINT32_LE);
    Map<String, String> options =
        Map.of(
            "index", "true",
            "indexDirectory", "/proc/nope/indexes",
            "maxPartitionBytes", "4096",
            "ignoreCorruptFiles", "true");
    assertThatThrownBy(() -> read(file, options).count())
        .hasStackTraceContaining("no index of records can be kept")
        .hasStackTraceContaining("/proc/nope");
  }

  @Test
  void wrongOptionsAreNamed() throws IOException {
    Path file = write(texts(1), LengthType.UINT32_LE);
    assertThatThrownBy(() -> read(file, Map.of("lengthType", "int")))
        .hasMessageContaining("Option 'lengthType'")
        .hasMessageContaining("uint8, uint16, uint32, uint64 or varint");
    assertThatThrownBy(() -> read(file, Map.of("maxRecordLength", "2g")))
        .hasMessageContaining("Option 'maxRecordLength': expected a number of bytes from 1 to");
    assertThatThrownBy(() -> read(file, Map.of("indexDirectory", "/x")))
        .hasMessageContaining("without effect unless index is true");
  }
}
