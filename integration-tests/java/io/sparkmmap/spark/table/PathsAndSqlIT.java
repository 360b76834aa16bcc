// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.spark.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths, partition directories, tables and views, as a user of SQL or DataFrames meets them. */
class PathsAndSqlIT {
  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    write("year=2025/month=1/a.log", "a1\na2\n");
    write("year=2025/month=2/b.log", "b1\n");
    write("year=2026/month=1/c.log", "c1\nc2\nc3\n");
    write("year=2026/month=1/_SUCCESS", "hidden\n");
    write("year=2026/month=1/.c.log.crc", "hidden\n");
  }

  @AfterEach
  void dropTables() {
    spark.sql("DROP TABLE IF EXISTS logs");
    spark.sql("DROP TABLE IF EXISTS ticks");
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<String> texts(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> row.mkString("/")).sorted().toList();
  }

  @ParameterizedTest
  @CsvSource({"parquet, 0", "parquet, 100", "orc, 0", "orc, 100"})
  void filesThatSparkReadsItselfAreNotTakenForLines(String format, int rows) {
    String path = folder.resolve("own").toString();
    spark.range(rows).repartition(1).write().format(format).save(path);
    assertThatThrownBy(() -> spark.read().format("mmap").load(path).count())
        .hasMessageContaining("format(\"" + format + "\")");
    assertThat(spark.read().format("mmap").option("recordFormat", "text").load(path).count())
        .isEqualTo(spark.read().text(path).count());
  }

  @Test
  void partitionColumnsMayHaveAnyNameBesideADeclaredSchema() throws IOException {
    write("odd/my-key, in `a.b`=7/a.log", "a1\n");
    assertThat(
            spark
                .read()
                .schema("value string")
                .format("mmap")
                .load(folder + "/odd")
                .collectAsList())
        .extracting(Row::toString)
        .containsExactly("[a1,7]");
  }

  @Test
  void directoriesGivePartitionColumns() {
    Dataset<Row> rows = spark.read().format("mmap").load(folder.toString());
    assertThat(rows.schema().toDDL()).isEqualTo("value STRING,year INT,month INT");
    assertThat(texts(rows))
        .containsExactly(
            "a1/2025/1", "a2/2025/1", "b1/2025/2", "c1/2026/1", "c2/2026/1", "c3/2026/1")
        .isEqualTo(texts(spark.read().text(folder.toString())));
    assertThat(texts(rows.filter("month = 1").groupBy("year").count()))
        .containsExactly("2025/2", "2026/3");
    assertThat(texts(rows.select("month", "value").filter("year = 2025")))
        .containsExactly("1/a1", "1/a2", "2/b1");
  }

  @Test
  void severalPathsGlobsAndFiltersSelectFiles() {
    String base = folder.toString();
    assertThat(
            texts(
                spark
                    .read()
                    .format("mmap")
                    .load(base + "/year=2025/month=1", base + "/year=2026/month=1/c.log")))
        .containsExactly("a1", "a2", "c1", "c2", "c3");
    assertThat(texts(spark.read().format("mmap").load(base + "/year=*/month=1/{a,c}.log")))
        .hasSize(5);
    assertThat(
            texts(
                spark
                    .read()
                    .format("mmap")
                    .option("pathGlobFilter", "b*")
                    .option("recursiveFileLookup", "true")
                    .load(base)))
        .containsExactly("b1");
  }

  @Test
  void smallFilesShareATask() throws IOException {
    for (int i = 0; i < 200; i++) {
      write("many/f" + i, "line " + i + "\n");
    }
    Dataset<Row> rows = spark.read().format("mmap").load(folder + "/many");
    assertThat(rows.count()).isEqualTo(200);
    assertThat(rows.rdd().getNumPartitions()).isLessThan(20);
  }

  @Test
  void countsAreRightWithFiltersGroupsAndWithoutFiles() throws IOException {
    Dataset<Row> rows = spark.read().format("mmap").load(folder.toString());
    rows.createOrReplaceTempView("counted");
    for (String query :
        List.of(
            "SELECT count(*) FROM counted",
            "SELECT count(*), count(1), count(*) + 1 FROM counted",
            "SELECT count(*) FROM counted WHERE value LIKE 'c%'",
            "SELECT count(*) FROM counted WHERE value LIKE 'c%' AND month = 1",
            "SELECT count(*) FROM counted WHERE year = 2025",
            "SELECT count(value), count(DISTINCT year) FROM counted",
            "SELECT year, count(*) FROM counted GROUP BY year",
            "SELECT count(*) FROM counted HAVING count(*) > 100")) {
      List<String> found = texts(spark.sql(query));
      spark.read().text(folder.toString()).createOrReplaceTempView("counted");
      assertThat(found).as(query).isEqualTo(texts(spark.sql(query)));
      rows.createOrReplaceTempView("counted");
    }
    Files.createDirectories(folder.resolve("empty"));
    assertThat(spark.read().format("mmap").load(folder + "/empty").count()).isZero();
    Files.createFile(folder.resolve("empty/file"));
    assertThat(spark.read().format("mmap").load(folder + "/empty").count()).isZero();
  }

  @Test
  void aMissingPathIsAClearError() {
    assertThatThrownBy(() -> spark.read().format("mmap").load(folder + "/nothing"))
        .hasStackTraceContaining("/nothing");
    assertThatThrownBy(() -> spark.read().format("mmap").load())
        .hasMessageContaining("'path' is missing");
  }

  @Test
  void aTemporaryViewReadsFromSql() {
    spark.sql(
        "CREATE OR REPLACE TEMPORARY VIEW v USING mmap OPTIONS (path '"
            + folder
            + "/year=2026', recursiveFileLookup 'true')");
    assertThat(spark.sql("SELECT count(*) FROM v WHERE value LIKE 'c%'").first().getLong(0))
        .isEqualTo(3);
  }

  @Test
  void aTableReadsFromSqlAndDescribesItsColumns() throws IOException {
    spark.sql("CREATE TABLE logs USING mmap OPTIONS (path '" + folder + "')");
    assertThat(texts(spark.sql("SELECT year, count(*) FROM logs GROUP BY year")))
        .containsExactly("2025/3", "2026/3");
    assertThat(texts(spark.sql("DESCRIBE logs").select("col_name", "data_type")))
        .contains("value/string", "year/int", "month/int");
    write("year=2026/month=1/d.log", "d1\n");
    assertThat(spark.sql("SELECT value FROM logs WHERE value LIKE 'd%'").count()).isEqualTo(1);
  }

  @Test
  void aTableMayDeclareItsColumnsAndAnotherLocation() throws IOException {
    Files.write(folder.resolve("ticks.bin"), new byte[] {1, 0, 0, 0, 2, 0, 0, 0});
    spark.sql(
        "CREATE TABLE ticks (n INT) USING mmap OPTIONS (recordFormat 'fixed', layout 'n int32')"
            + " TBLPROPERTIES ('owner.team' = 'desk') LOCATION '"
            + folder.resolve("ticks.bin")
            + "'");
    assertThat(spark.sql("SELECT sum(n) FROM ticks").first().getLong(0)).isEqualTo(3);
    assertThatThrownBy(
            () ->
                spark.sql(
                    "CREATE TABLE wrong (n STRING) USING mmap OPTIONS (recordFormat 'fixed',"
                        + " layout 'n int32', path '"
                        + folder.resolve("ticks.bin")
                        + "')"))
        .hasMessageContaining("field 'n'");
  }

  @Test
  void explainShowsFormatPathsSplitsAndColumns() {
    Dataset<Row> rows =
        spark.read().format("mmap").load(folder.toString()).select("year").filter("month = 1");
    assertThat(
            rows.queryExecution()
                .explainString(org.apache.spark.sql.execution.ExplainMode.fromString("simple")))
        .contains("mmap text")
        .contains(folder.toString())
        .contains("splits: ")
        .contains("columns: struct<year:int>");
  }

  @Test
  void optionsOfTheSessionAreDefaults() {
    spark.conf().set("spark.datasource.mmap.lineSep", "2");
    try {
      assertThat(texts(spark.read().format("mmap").load(folder + "/year=2025/month=2")))
          .containsExactly("b1\n");
      assertThat(texts(spark.read().format("mmap").load(folder + "/year=2025/month=1")))
          .containsExactly("\n", "a1\na");
    } finally {
      spark.conf().unset("spark.datasource.mmap.lineSep");
    }
  }

  @Test
  void aQuerySeesTheFilesAsTheyAreWhenItIsPlanned() throws IOException {
    Path file = folder.resolve("grows");
    Files.writeString(file, "1\n");
    Dataset<Row> rows = spark.read().format("mmap").load(file.toString());
    assertThat(rows.count()).isEqualTo(1);
    Files.writeString(file, "1\n2\n3\n");
    assertThat(rows.count()).isEqualTo(3);
    Files.writeString(file, "x\n");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    assertThat(rows.count()).isEqualTo(1);
  }

  @Test
  void missingFilesAreSkippedOnlyWhereThatWasAsked() throws IOException {
    for (boolean ignore : new boolean[] {true, false}) {
      write("vanishing/a", "1\n");
      write("vanishing/b", "2\n");
      Dataset<Row> rows =
          spark
              .read()
              .format("mmap")
              .options(Map.of("ignoreMissingFiles", String.valueOf(ignore)))
              .load(folder + "/vanishing");
      rows.queryExecution().executedPlan().outputPartitioning(); // planned with both files
      Files.delete(folder.resolve("vanishing/b"));
      if (ignore) {
        assertThat(rows.collectAsList()).hasSize(1);
      } else {
        assertThatThrownBy(rows::collectAsList)
            .hasStackTraceContaining("vanishing/b")
            .hasStackTraceContaining("no such file on host");
      }
    }
  }

  /** Names with what has to be escaped in them, and files that are split. */
  @Test
  void theFileOfARowIsNamedAsSparksOwnSourcesNameIt() throws IOException {
    write("odd/day=1/a b.log", "1\n2\n3\n");
    write("odd/day=2/c%#ü.log", "4\n5\n6\n7\n");
    String path = folder + "/odd";
    Dataset<Row> ours = spark.read().format("mmap").option("recordFormat", "text").load(path);
    Dataset<Row> theirs = spark.read().text(path);
    for (String columns :
        List.of(
            "input_file_name(), value",
            "input_file_name(), input_file_block_start(), input_file_block_length()",
            "_metadata.file_path, _metadata.file_name, _metadata.file_size, value",
            "_metadata.file_block_start, _metadata.file_block_length, value",
            "upper(value), day, input_file_name() = _metadata.file_path")) {
      String[] list = columns.split(", ");
      assertThat(texts(ours.selectExpr(list)))
          .as(columns)
          .isEqualTo(texts(theirs.selectExpr(list)));
    }
    ours.createOrReplaceTempView("ours");
    theirs.createOrReplaceTempView("theirs");
    for (String query :
        List.of(
            "SELECT input_file_name(), count(*) FROM %s GROUP BY 1",
            "SELECT count(DISTINCT n) FROM (SELECT input_file_name() n FROM %s"
                + " WHERE input_file_name() LIKE '%%a%%b%%')",
            "SELECT max(l), min(s) FROM (SELECT input_file_block_length() l,"
                + " input_file_block_start() s FROM %s)",
            "SELECT input_file_name() FROM %s ORDER BY value DESC LIMIT 3")) {
      assertThat(texts(spark.sql(query.formatted("ours"))))
          .as(query)
          .isEqualTo(texts(spark.sql(query.formatted("theirs"))));
    }
    assertThat(ours.inputFiles()).hasSize(2).containsExactlyInAnyOrder(theirs.inputFiles());
    assertThat(ours.filter("value > '3'").groupBy("day").count().inputFiles())
        .containsExactlyInAnyOrder(theirs.inputFiles());
  }

  @Test
  void theSplitOfARowIsItsInputBlock() throws IOException {
    Files.writeString(folder.resolve("long"), "0123456789abcde\n".repeat(3 * 256));
    Dataset<Row> rows =
        spark
            .read()
            .format("mmap")
            .option("maxPartitionBytes", "4096")
            .load(folder + "/long")
            .selectExpr("input_file_block_start()", "input_file_block_length()");
    assertThat(texts(rows.distinct())).containsExactly("0/4096", "4096/4096", "8192/4096");
  }

  @Test
  void aCachedQueryIsDroppedByItsPath() throws IOException {
    write("cached/a", "1\n");
    Dataset<Row> rows = spark.read().format("mmap").load(folder + "/cached").cache();
    try {
      assertThat(rows.count()).isEqualTo(1);
      write("cached/b", "2\n");
      spark.catalog().refreshByPath(folder + "/cached");
      assertThat(rows.count()).isEqualTo(2);
    } finally {
      rows.unpersist();
    }
  }

  @Test
  void nothingIsInsertedAndTheErrorSaysWhy() {
    spark.read().format("mmap").load(folder.toString()).createOrReplaceTempView("readable");
    assertThatThrownBy(() -> spark.sql("INSERT INTO readable VALUES ('x', 1, 1)"))
        .hasMessageContaining("format(\"mmap\") reads files and writes none");
  }
}
