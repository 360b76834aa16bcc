// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code recordFormat csv} against Spark's own CSV source, row for row. */
class CsvSourceIT extends CsvFixture {
  private static final List<Map<String, String>> INFERENCES =
      List.of(
          Map.of(),
          Map.of("header", "true"),
          Map.of("inferSchema", "true"),
          Map.of("header", "true", "inferSchema", "true"),
          Map.of("header", "true", "inferSchema", "true", "comment", "#"),
          Map.of("header", "true", "inferSchema", "true", "multiLine", "true", "nullValue", "7"),
          Map.of("inferSchema", "true", "encoding", "ISO-8859-1", "preferDate", "false"),
          Map.of("header", "true", "inferSchema", "true", "maxColumns", "9", "sep", ";"));

  /**
   * Files whose headers differ, some without rows, and of lengths by which Spark orders them. Those
   * of one length come in whatever order the system lists a directory, so Spark gets their paths.
   */
  @Test
  void theColumnsOfManyFilesAreThoseThatSparksSourceFinds() throws IOException {
    List<String> pieces = List.of("200", "4000", "128m");
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    List<String> values =
        List.of(
            "1", "7", "", "x", "2.5", "true", "2026-01-02", "2026-01-02 03:04:05", "99999999999");
    for (int table = 0; table < 6; table++) {
      String[] paths = new String[1 + random.nextInt(6)];
      for (int i = 0; i < paths.length; i++) {
        StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "\n#no,row\n \n" : "");
        text.append(random.nextInt(4) == 0 ? "" : "a" + i + ",B,b,,a;c\n");
        List<String> own = values.subList(random.nextInt(5), 5 + random.nextInt(5));
        for (int row = random.nextInt(100) - 20; row > 0; row--) {
          for (int column = random.nextInt(5); column >= 0; column--) {
            text.append(own.get(random.nextInt(own.size()))).append(column == 0 ? "\n" : ",");
          }
        }
        Files.createDirectories(folder.resolve("t" + table));
        paths[i] = write("t" + table + "/f" + i, text.toString()).toString();
      }
      Path path = folder.resolve("t" + table);
      spark.conf().set("spark.sql.files.maxPartitionBytes", pieces.get(table % 3));
      spark.conf().set("spark.sql.files.openCostInBytes", "100");
      try {
        for (Map<String, String> options : INFERENCES) {
          assertThat(ours(options, path).schema())
              .as("seed %d, table %d, %s", seed, table, options)
              .isEqualTo(spark.read().options(options).csv(paths).schema());
        }
      } finally {
        spark.conf().unset("spark.sql.files.maxPartitionBytes");
        spark.conf().unset("spark.sql.files.openCostInBytes");
      }
    }
  }

  @Test
  void loadOfManyFilesRunsNoJobForTheirNamesAndOneOfFewTasksForTheirTypes() throws Exception {
    Path path = Files.createDirectories(folder.resolve("many"));
    for (int i = 0; i < 500; i++) {
      write("many/f" + i, "i,s\n" + i + ",x\n");
    }
    List<Integer> tasks = new CopyOnWriteArrayList<>();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onStageCompleted(SparkListenerStageCompleted completed) {
            tasks.add(completed.stageInfo().numTasks());
          }
        };
    spark.sparkContext().addSparkListener(listener);
    try {
      assertThat(ours(Map.of("header", "true"), path).columns()).containsExactly("i", "s");
      spark.sparkContext().listenerBus().waitUntilEmpty();
      assertThat(tasks).isEmpty();
      assertThat(ours(Map.of("header", "true", "inferSchema", "true"), path).schema())
          .isEqualTo(StructType.fromDDL("i INT, s STRING"));
      spark.sparkContext().listenerBus().waitUntilEmpty();
      assertThat(tasks).singleElement().satisfies(count -> assertThat(count).isLessThan(20));
    } finally {
      spark.sparkContext().removeSparkListener(listener);
    }
  }

  private static final String SPLIT_SCHEMA =
      "id INT, price DOUBLE, name STRING, day DATE, _corrupt_record STRING";
  private static final List<String> SPLIT_CONDITIONS =
      List.of(
          "true",
          "name LIKE '%rare%'",
          "name LIKE 'rare%' AND price > 500",
          "name = 'rarename7'",
          "name LIKE '%e49'",
          "name LIKE '%a,%'",
          "name LIKE '%\"1%'",
          "name LIKE '%nowhere%'",
          "_corrupt_record LIKE '%rare%'");

  @ParameterizedTest
  @CsvSource({"true, 8k 1g", "false, 37k"})
  void manySplitsGiveTheRowsOfOne(String memoryMap, String splits) throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder("id,price,name,day\n");
    for (int i = 0; text.length() < 150_000; i++) {
      text.append(i).append(',').append(random.nextInt(100_000) / 100.0).append(',');
      text.append(random.nextInt(1_500) == 0 ? "rare" : "");
      text.append(random.nextInt(9) == 0 ? "\"a,\"\"" + i + "\"" : "name" + random.nextInt(50));
      text.append(random.nextInt(500) == 0 ? "" : ",2026-0" + (1 + random.nextInt(9)) + "-15");
      text.append(random.nextInt(100) == 0 ? "\r\n\r\n" : "\n");
    }
    Path file = write("random.csv", text.toString());
    Map<String, String> options = new HashMap<>();
    options.put("header", "true");
    options.put("escape", "\"");
    options.put("memoryMap", memoryMap);
    Dataset<Row> expected =
        spark
            .read()
            .option("header", "true")
            .option("escape", "\"")
            .schema(SPLIT_SCHEMA)
            .csv(file.toString());
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String condition : SPLIT_CONDITIONS) {
      rows.put(condition, sorted(expected.filter(condition)));
    }
    String sums = "name like 'name%' and price > 10";
    List<Row> expectedSums =
        expected.filter(sums).selectExpr("sum(id)", "max(day)").collectAsList();
    for (String bytes : splits.split(" ", -1)) {
      options.put("maxPartitionBytes", bytes);
      Dataset<Row> found =
          spark.read().format("mmap").options(options).schema(SPLIT_SCHEMA).load(file.toString());
      rows.forEach(
          (condition, expectedRows) -> {
            Dataset<Row> some = found.filter(condition);
            assertThat(sorted(some)).as("seed %d: %s", seed, condition).isEqualTo(expectedRows);
            assertThat(
                    some.selectExpr("id", "_metadata.row_index AS number")
                        .filter("NOT id <=> number")
                        .collectAsList())
                .as("seed %d: %s", seed, condition)
                .isEmpty();
          });
      assertThat(found.count()).isEqualTo(rows.get("true").size());
      assertThat(found.filter(sums).selectExpr("sum(id)", "max(day)").collectAsList())
          .isEqualTo(expectedSums);
    }
  }

  @Test
  void linesAreSearchedWhereThatIsExact() throws IOException {
    Path file = write("searched.csv", "id,name\n1,ab\n2,\"a\"\"b\"\n3,\n");
    Map<String, String> options = new HashMap<>(Map.of("header", "true", "escape", "\""));
    assertThat(search(options, file, "name LIKE '%ab%' AND name LIKE 'a%'")).isEqualTo("ab");
    assertThat(search(options, file, "'ab' = name")).isEqualTo("ab");
    assertThat(search(options, file, "name LIKE '%a\"b%'")).isEmpty();
    assertThat(search(options, file, "name LIKE '%ab%' OR id = '3'")).isEmpty();
    assertThat(search(options, file, "NOT name LIKE '%ab%'")).isEmpty();
    options.put("emptyValue", "ab");
    assertThat(search(options, file, "name LIKE '%ab%'")).isEmpty();
    options.remove("emptyValue");
    options.put("mode", "FAILFAST");
    assertThat(search(options, file, "name LIKE '%ab%'")).isEmpty();
    options.put("mode", "DROPMALFORMED");
    assertThat(search(options, file, "name LIKE '%ab%'")).isEqualTo("ab");
    options.put("multiLine", "true");
    assertThat(search(options, file, "name LIKE '%ab%'")).isEmpty();
  }

  private String search(Map<String, String> options, Path file, String condition) {
    Dataset<Row> found = ours(options, file).filter(condition);
    assertThat(found.collectAsList())
        .isEqualTo(sparks(options, file).filter(condition).collectAsList());
    String plan = found.queryExecution().executedPlan().toString();
    String before = "search: [";
    int start = plan.indexOf(before) + before.length();
    return start < before.length() ? "" : plan.substring(start, plan.indexOf(']', start));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "ISO-8859-1", "US-ASCII"})
  void aByteOrderMarkIsLeftOutWhereSparkDoesSo(String encoding) throws IOException {
    Path file = folder.resolve("marked.csv");
    String text = "\uFEFF1,2\n3,4\n";
    Files.write(file, text.getBytes(Charset.forName(encoding)));
    for (String header : List.of("true", "false")) {
      for (String enforce : List.of("true", "false")) {
        for (String multiLine : List.of("true", "false")) {
          Map<String, String> options = new HashMap<>();
          options.put("encoding", encoding);
          options.put("header", header);
          options.put("enforceSchema", enforce);
          options.put("multiLine", multiLine);
          if (encoding.startsWith("UTF-") && !encoding.equals("UTF-8")) {
            options.put("lineSep", "\n");
          }
          assertSameRows(options, "`1` INT, `2` INT", file);
        }
      }
    }
  }

  @Test
  void optionsThatAreNullMeanWhatTheyMeanInSpark() throws IOException {
    Path file = write("nulls.csv", "1.5,a,2026-01-01\n,\"\",\nNaN,NA,x\nInf,,\n");
    for (String name :
        List.of(
            "nullValue",
            "nanValue",
            "positiveInf",
            "negativeInf",
            "emptyValue",
            "dateFormat",
            "charToEscapeQuoteEscaping",
            "quote",
            "maxColumns",
            "header")) {
      for (String preferDate : List.of("true", "false")) {
        Map<String, String> options = new HashMap<>();
        options.put(name, null);
        options.put("preferDate", preferDate);
        assertSameRows(options, "a DOUBLE, b STRING, c DATE", file);
      }
    }
    assertThat(spark.read().format("mmap").option("memoryMap", null).load(file.toString()).count())
        .isEqualTo(4);
  }

  @Test
  void optionsOfOneFormatMeanThatFormat() throws IOException {
    Path file = write("data.dat", "a;b\n1;2\n");
    DataFrameReader reader = spark.read().format("mmap");
    assertThat(reader.option("header", "true").option("sep", ";").load(file.toString()).columns())
        .containsExactly("a", "b");
    assertThat(
            spark.read().format("mmap").option("encoding", "UTF-8").load(file.toString()).count())
        .isEqualTo(2);
    assertThat(spark.read().format("mmap").option("recordLength", 4).load(file.toString()).count())
        .isEqualTo(2);
    assertThat(
            spark
                .read()
                .format("mmap")
                .option("layout", "a int16, b int16")
                .load(file.toString())
                .columns())
        .containsExactly("a", "b");
  }

  private static final List<String> CONDITIONS =
      List.of(
          "true",
          "i > 3",
          "i IS NULL",
          "l IN (1L, 5L, 7L) OR d < 2D",
          "NOT (b AND i <= 4)",
          "day >= date'2026-03-01' AND s <> 'x1'",
          "t < timestamp'2026-05-01 00:00:00'",
          "m >= cast(1.5 as decimal(9,2))",
          "s = 'x2'",
          "s LIKE '%3' AND d IS NOT NULL",
          "f <=> float(0.5)");

  /** Values are multiples of a quarter, so that sums do not depend on an order. */
  @ParameterizedTest
  @CsvSource({"0, PERMISSIVE", "1, DROPMALFORMED", "2, corrupt records"})
  void filtersAndAggregatesGiveWhatTheyGiveOverSparksSource(int first, String mode)
      throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < 2000; row++) {
      int month = 1 + random.nextInt(9);
      String[] fields = {
        "" + random.nextInt(9),
        "" + (random.nextInt(50) == 0 ? Long.MAX_VALUE : random.nextInt(9)),
        "" + random.nextInt(40) / 4.0,
        "" + random.nextBoolean(),
        "2026-0" + month + "-15",
        "2026-0" + month + "-15 10:20:30",
        "" + random.nextInt(8) / 4f,
        random.nextInt(9) + ".50",
        random.nextInt(9) == 0 ? "\"x1\"" : "x" + random.nextInt(5)
      };
      for (int bad = random.nextInt(8); bad < 2; bad++) {
        fields[random.nextInt(fields.length)] = random.nextBoolean() ? "" : "oops";
      }
      text.append(String.join(",", fields)).append(random.nextInt(50) == 0 ? ",x\n \n" : "\n");
    }
    Path file = write("typed.csv", text.toString());
    boolean corrupt = mode.startsWith("corrupt");
    Map<String, String> options = Map.of("mode", corrupt ? "PERMISSIVE" : mode);
    String schema =
        "i INT, l BIGINT, d DOUBLE, b BOOLEAN, day DATE, t TIMESTAMP, f FLOAT, m DECIMAL(9,2),"
            + " s STRING"
            + (corrupt ? ", _corrupt_record STRING" : "");
    Dataset<Row> found =
        spark
            .read()
            .format("mmap")
            .options(options)
            .option("maxPartitionBytes", "16k")
            .schema(schema)
            .load(file.toString());
    Dataset<Row> expected = spark.read().options(options).schema(schema).csv(file.toString());
    String[][] aggregates = {
      {"count(*)"},
      {"count(i)", "sum(i)", "min(l)"},
      {"sum(d)", "avg(d)", "max(d)", "min(f)", "avg(f)"},
      {"max(day)", "min(t)", "count(s)", "count(b)"},
      {"sum(m)", "max(s)", "try_sum(l)"}
    };
    for (int i = first; i < CONDITIONS.size(); i += 3) {
      String condition = CONDITIONS.get(i);
      for (int j = 0; j < (i == first ? aggregates.length : 2); j++) {
        String[] wanted = aggregates[(i + j) % aggregates.length];
        assertThat(found.where(condition).selectExpr(wanted).collectAsList())
            .as("seed %d, %s where %s", seed, List.of(wanted), condition)
            .isEqualTo(expected.where(condition).selectExpr(wanted).collectAsList());
      }
      assertThat(sorted(found.where(condition).select("l", "s", "m")))
          .as("seed %d, rows where %s", seed, condition)
          .isEqualTo(sorted(expected.where(condition).select("l", "s", "m")));
    }
    String plan = found.where("i > 3").selectExpr("sum(l)").queryExecution().toString();
    assertThat(plan.contains("SUM(l)")).isEqualTo(!corrupt);
  }
}
