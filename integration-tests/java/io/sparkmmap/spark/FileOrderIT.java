// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows come in the order of their file, and files in the order of their paths. */
class FileOrderIT {
  private static final int PAGE = 4096;

  private final SparkSession spark = LocalSpark.session();
  @TempDir Path folder;

  private Dataset<Row> read(Path path, String... options) {
    var reader = spark.read().format("mmap").option("maxPartitionBytes", "3000");
    for (int i = 0; i < options.length; i += 2) {
      reader = reader.option(options[i], options[i + 1]);
    }
    return reader.load(path.toString());
  }

  private static List<Long> longs(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> row.getLong(0)).toList();
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  private static byte[] integers(long from, long to) {
    ByteBuffer bytes =
        ByteBuffer.allocate((int) (to - from) * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    LongStream.range(from, to).forEach(bytes::putLong);
    return bytes.array();
  }

  @ParameterizedTest
  @ValueSource(ints = {PAGE - 8, PAGE, PAGE + 8, 5 * PAGE - 8, 5 * PAGE, 6 * PAGE + 8, 30 * PAGE})
  void recordsOfOneLengthHaveTheOrderOfTheFile(int bytes) throws IOException {
    Path file = Files.write(folder.resolve("f"), integers(0, bytes / Long.BYTES));
    Dataset<Row> rows = read(file, "recordFormat", "fixed", "layout", "id int64");

    assertThat(longs(rows)).isEqualTo(numbers(0, bytes / Long.BYTES));
    assertThat(Arrays.stream((Row[]) rows.tail(2)).map(row -> row.getLong(0)))
        .containsExactly(bytes / Long.BYTES - 2L, bytes / Long.BYTES - 1L);
    List<Long> zipped = new ArrayList<>();
    rows.toJavaRDD()
        .zipWithIndex()
        .collect()
        .forEach(pair -> zipped.add(pair._1.getLong(0) - pair._2));
    assertThat(zipped).containsOnly(0L);
  }

  @ParameterizedTest
  @CsvSource({"text,string", "csv,bigint"})
  void linesHaveTheOrderOfTheFiles(String format, String type) throws IOException {
    int next = 0;
    List<Integer> lengths = List.of(700, 6, 9000, 1, 2500, 40);
    for (int file = 0; file < lengths.size(); file++) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < lengths.get(file); i++, next++) {
        lines.append(next).append('\n');
      }
      Files.writeString(folder.resolve("part-" + file + ".txt"), lines);
    }
    for (String hosts : new String[] {null, "*"}) {
      var reader = spark.read().format("mmap").schema("value " + type);
      reader = reader.option("recordFormat", format).option("maxPartitionBytes", "5000");
      reader = hosts == null ? reader : reader.option("hosts", hosts);
      Dataset<Row> rows = reader.load(folder.toString()).selectExpr("bigint(value)");
      assertThat(rows.javaRDD().getNumPartitions()).isGreaterThan(5);
      assertThat(longs(rows)).as("%s of hosts %s", format, hosts).isEqualTo(numbers(0, next));
    }
  }

  @Test
  void whatAJoinLeavesOfTheFilesHasTheirOrder() throws IOException {
    for (int part = 0; part < 4; part++) {
      Path directory = Files.createDirectories(folder.resolve("t/part=" + part));
      Files.write(directory.resolve("f"), integers(part * 5000L, part * 5000L + 5000));
    }
    StructType schema = StructType.fromDDL("key int, wanted boolean");
    spark
        .createDataFrame(
            List.of(
                RowFactory.create(1, true),
                RowFactory.create(2, false),
                RowFactory.create(3, true)),
            schema)
        .createOrReplaceTempView("keys");
    read(folder.resolve("t"), "recordFormat", "fixed", "layout", "id int64")
        .createOrReplaceTempView("numbers");

    List<Long> found =
        longs(
            spark.sql(
                "select /*+ broadcast(keys) */ id from numbers join keys"
                    + " on part = key where wanted"));

    List<Long> expected = new ArrayList<>(numbers(5000, 10_000));
    expected.addAll(numbers(15_000, 20_000));
    assertThat(found).isEqualTo(expected);
  }
}
