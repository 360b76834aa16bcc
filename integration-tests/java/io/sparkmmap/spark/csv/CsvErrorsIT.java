// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Malformed rows, corrupt records and headers: errors where Spark has them, and no others. */
class CsvErrorsIT extends CsvFixture {
  /** Five thousand good lines, and then one that is an error of the file. */
  @ParameterizedTest
  @CsvSource({
    "unescapedQuoteHandling, RAISE_ERROR, '2,\"a\"b\"'",
    "maxColumns, 3, '2,a,,,'",
    "maxCharsPerColumn, 20, '2,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",
    "sep, ',', LONG"
  })
  void aSearchHidesNoErrorOfTheFile(String option, String value, String last) throws IOException {
    String bad = last.equals("LONG") ? "2,a" + ",".repeat(20_480) : last;
    Path file = write("late.csv", "1,good\n".repeat(5_000) + bad + "\n1,zz\n");
    Map<String, String> options = Map.of(option, value);
    for (String condition : List.of("v = 'zz'", "v LIKE '%nowhere%'", "n > 5")) {
      assertThat(failure(named(ours(options, file)).where(condition)))
          .as(condition)
          .isEqualTo(failure(named(sparks(options, file)).where(condition)))
          .startsWith("FAILED_READ_FILE.NO_HINT");
    }
  }

  /** What a reader of single rows gives: neither batches nor the order of splits matter. */
  @ParameterizedTest
  @ValueSource(strings = {"utf-8", "iso-8859-1"})
  void rowsBeforeOneThatCannotBeReadAreGiven(String encoding) throws IOException {
    Path file = write("late.csv", "1,a\n".repeat(9_000) + "1,a,,,\n" + "1,a\n".repeat(1_000));
    Map<String, String> options =
        Map.of("maxColumns", "3", "encoding", encoding, "ignoreCorruptFiles", "true");
    assertThat(ours(options, file).collectAsList())
        .hasSize(9_000)
        .isEqualTo(sparks(options, file).collectAsList());
    assertThat(ours(options, file).selectExpr("count(_c1)").first().getLong(0)).isEqualTo(9_000);
    assertThat(ours(options, file).where("_c1 = 'a'").count()).isEqualTo(9_000);
  }

  @Test
  void aLimitEndsBeforeAMalformedRow() throws IOException {
    Path file = write("late.csv", "1,2\n".repeat(100) + "x,3\n" + "1,2\n".repeat(100));
    Map<String, String> options = Map.of("mode", "FAILFAST");
    String schema = "a INT, b INT";
    Dataset<Row> ours =
        spark.read().format("mmap").options(options).schema(schema).load(file.toString());
    Dataset<Row> sparks = spark.read().options(options).schema(schema).csv(file.toString());
    for (int rows : new int[] {1, 100}) {
      assertThat(ours.limit(rows).collectAsList())
          .hasSize(rows)
          .isEqualTo(sparks.limit(rows).collectAsList());
      assertThat(ours.where("b = 2").limit(rows).collectAsList()).hasSize(rows);
    }
    assertThat(failure(ours.limit(101)))
        .isEqualTo(failure(sparks.limit(101)))
        .contains("MALFORMED_RECORD_IN_PARSING");
  }

  @ParameterizedTest
  @CsvSource({"false, utf-8", "false, iso-8859-1", "true, utf-8"})
  void aMalformedRowThatAFilterLeavesOutIsNoErrorAsInSpark(String multiLine, String encoding)
      throws IOException {
    Path file = write("failing.csv", "5,6,c\n1,x,c\n1,y\n5,7,c\n\"5\",8,c\n");
    Map<String, String> options =
        Map.of("mode", "FAILFAST", "multiLine", multiLine, "encoding", encoding);
    String schema = "a INT, b INT, c STRING";
    Dataset<Row> ours =
        spark.read().format("mmap").options(options).schema(schema).load(file.toString());
    Dataset<Row> sparks = spark.read().options(options).schema(schema).csv(file.toString());
    assertThat(ours.where("a = 5").collectAsList())
        .hasSize(3)
        .isEqualTo(sparks.where("a = 5").collectAsList());
    assertThat(failure(ours.where("a = 1"))).isEqualTo(failure(sparks.where("a = 1")));
    assertThat(failure(ours.where("b > 5"))).isEqualTo(failure(sparks.where("b > 5")));
    if (multiLine.equals("false") && encoding.equals("utf-8")) {
      assertThat(ours.where("a = 5").selectExpr("_metadata.row_index").collectAsList().toString())
          .isEqualTo("[[0], [3], [4]]");
    }
  }

  @Test
  void aMalformedRowFailsTheQueryWhereItShould() throws IOException {
    Path file = write("bad.csv", "1,2\nx,3\n");

    assertThatThrownBy(
            () ->
                spark
                    .read()
                    .format("mmap")
                    .option("mode", "FAILFAST")
                    .schema("a INT, b INT")
                    .load(file.toString())
                    .collectAsList())
        .hasStackTraceContaining("MALFORMED_RECORD_IN_PARSING")
        .hasStackTraceContaining("bad.csv: row at offset 4");
  }

  @Test
  void aHeaderThatDiffersIsAnErrorIfItIsToBeEnforced() throws IOException {
    Path file = write("head.csv", "a,c\n1,2\n");

    assertThatThrownBy(
            () ->
                spark
                    .read()
                    .format("mmap")
                    .option("header", "true")
                    .option("enforceSchema", "false")
                    .schema("a INT, b INT")
                    .load(file.toString())
                    .collectAsList())
        .hasStackTraceContaining("CSV header does not conform to the schema");
  }

  @Test
  void corruptRecordsAloneAreRefusedAsInSpark() throws IOException {
    Path file = write("bad.csv", "1,2\nx,3\n");

    assertThatThrownBy(
            () ->
                spark
                    .read()
                    .format("mmap")
                    .schema("a INT, _corrupt_record STRING")
                    .load(file.toString())
                    .select("_corrupt_record")
                    .collectAsList())
        .hasMessageContaining("QUERY_ONLY_CORRUPT_RECORD_COLUMN");
  }

  @Test
  void corruptRecordsAloneAreNotCountedEither() throws IOException {
    Path file = write("bad.csv", "1,2\nx,3\n");
    Dataset<Row> rows =
        spark.read().format("mmap").schema("a INT, _corrupt_record STRING").load(file.toString());

    assertThatThrownBy(() -> rows.selectExpr("count(_corrupt_record)").collectAsList())
        .hasMessageContaining("QUERY_ONLY_CORRUPT_RECORD_COLUMN");
    assertThatThrownBy(() -> rows.where("_corrupt_record IS NOT NULL").count())
        .hasMessageContaining("QUERY_ONLY_CORRUPT_RECORD_COLUMN");
  }

  @Test
  void variantsAreRefusedByName() throws IOException {
    Path file = write("v.csv", "1,2\n");

    assertThatThrownBy(() -> ours(Map.of("singleVariantColumn", "v"), file))
        .hasMessageContaining("singleVariantColumn");
    assertThatThrownBy(
            () -> spark.read().format("mmap").schema("a VARIANT").load(file.toString()).count())
        .hasMessageContaining("cannot read column 'a' as variant");
  }
}
