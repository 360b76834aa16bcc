// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.contract.LargeFile.Numbers;
import io.sparkmmap.spark.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of a file of 6 GiB in every format, in splits on both sides of 2 GiB. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LargeFileContract {
  private static final long MOST_GROUPED = 10_000_000;

  final SparkSession spark = LocalSpark.session();

  @TempDir static Path largeFolder;
  private Path largeFile;
  private LargeFile content;

  abstract ContractFormat format();

  @BeforeAll
  void writeLargeFile() throws IOException {
    largeFile = Files.createTempDirectory(largeFolder, "large").resolve(format().fileName());
    content = format().large(largeFile);
    assertThat(Files.size(largeFile)).isGreaterThan(LargeFile.BYTES - (1 << 20));
  }

  @AfterAll
  void deleteLargeFile() throws IOException {
    Files.deleteIfExists(largeFile);
  }

  private Dataset<Row> open(String memoryMap, Map<String, String> more) {
    var reader =
        spark
            .read()
            .format("mmap")
            .options(content.options())
            .option("memoryMap", memoryMap)
            .options(more);
    if (content.options().containsKey("index")) {
      reader.option("indexDirectory", largeFolder.resolve("index").toString());
    }
    return content.schema().map(reader::schema).orElse(reader).load(largeFile.toString());
  }

  private Dataset<Row> inSplits(String memoryMap, String splits) {
    return open(memoryMap, Map.of("maxPartitionBytes", splits));
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> row.mkString("|")).toList();
  }

  private static List<String> expected(Numbers numbers) {
    return numbers.byRow().values().stream().map(String::valueOf).toList();
  }

  @Test
  void rowsOfALargeFileAreFoundInTheirOrder() {
    if (format().isDelimited()) {
      return; // Spark takes rows one by one, and reads 6 GiB of them for minutes
    }
    Dataset<Row> rows = inSplits("true", "3g");
    for (Numbers numbers : content.numbers()) {
      assertThat(texts(rows.where(numbers.condition()).selectExpr(numbers.sql())))
          .as(numbers.sql())
          .isEqualTo(expected(numbers));
    }
  }

  @Test
  void rowsOfALargeFileAreCounted() {
    assertThat(inSplits("true", "256m").count()).isEqualTo(content.rows());
  }

  @Test
  void numbersOfALargeFileAreAddedUp() {
    if (format().isDelimited()) {
      return;
    }
    Dataset<Row> rows = inSplits("false", "3g");
    for (Numbers numbers : content.numbers()) {
      boolean all = numbers.kind() == Numbers.Kind.COLUMN;
      assertThat(
              (all ? rows : rows.where(numbers.condition()))
                  .selectExpr("sum(%s)".formatted(numbers.sql()), "count(*)")
                  .first()
                  .mkString("|"))
          .as(numbers.sql())
          .isEqualTo(numbers.sum() + "|" + (all ? content.rows() : numbers.byRow().size()));
    }
  }

  @Test
  void rowsOfALargeFileAreGrouped() {
    if (content.rows() > MOST_GROUPED || format().isDelimited()) {
      return; // Spark takes rows one by one, and each scan of delimiters is long
    }
    Numbers numbers = content.numbers().get(0);
    List<String> groups =
        texts(
            inSplits("true", "256m")
                .selectExpr("CASE WHEN %s THEN 1 ELSE 0 END AS g".formatted(numbers.condition()))
                .groupBy("g")
                .count()
                .orderBy("g"));
    long found = numbers.byRow().size();
    assertThat(groups).containsExactly("0|" + (content.rows() - found), "1|" + found);
  }

  @Test
  void rowsOfALargeFileAreFoundByTheirNumber() {
    if (!format().hasRowIndex() || format().isDelimited()) {
      return;
    }
    Numbers numbers = content.numbers().get(content.numbers().size() - 1);
    List<Long> rows = List.copyOf(numbers.byRow().keySet());
    long last = rows.get(rows.size() - 1);
    long middle = rows.get(rows.size() / 2);
    assertThat(
            texts(
                inSplits("true", "256m")
                    .where("_metadata.row_index IN (%d, %d)".formatted(middle, last))
                    .where(numbers.condition())
                    .selectExpr("_metadata.row_index", numbers.sql())))
        .containsExactly(
            middle + "|" + numbers.byRow().get(middle), last + "|" + numbers.byRow().get(last));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void rowsOfALargeFileAreSearchedFor(String memoryMap) {
    if (content.sortedBy().isEmpty()) {
      return;
    }
    String column = content.sortedBy().get();
    Dataset<Row> rows = open(memoryMap, Map.of("sortedBy", column, "maxPartitionBytes", "3g"));
    for (String sign : List.of("<", ">")) {
      assertThat(rows.where(column + sign + "0").count()).as(sign).isEqualTo(LargeFile.ENDS);
    }
    if (memoryMap.equals("true")) { // what lies between is nearly all of it
      assertThat(rows.where(column + " = 0").count())
          .isEqualTo(content.rows() - 2 * LargeFile.ENDS);
    }
  }
}
