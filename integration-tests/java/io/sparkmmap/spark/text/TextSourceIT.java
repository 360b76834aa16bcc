// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.process.SparkJvm;
import io.sparkmmap.spark.LocalSpark;
import io.sparkmmap.spark.TaskRows;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.text.TextFileFormat;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code recordFormat text} against Spark's own text source, row for row. */
class TextSourceIT {
  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  private Dataset<Row> mmap(Map<String, String> options, Path path) {
    return spark
        .read()
        .format("mmap")
        .option("recordFormat", "text") // else lines with zero bytes are taken for other data
        .options(options)
        .load(path.toString());
  }

  private List<String> rows(Dataset<Row> rows) {
    return rows.select(functions.hex(functions.col("value"))).collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false", "auto"})
  void randomFilesGiveTheRowsOfSparksTextSource(String memoryMap) throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    String[] separators = {null, "\n", "\r\n", "|", "||", "ab"};
    for (int round = 0; round < 24; round++) {
      String separator = separators[round % separators.length];
      Path file = folder.resolve("f" + round);
      Files.writeString(file, randomText(random, separator), ISO_8859_1);
      Map<String, String> shared = separator == null ? Map.of() : Map.of("lineSep", separator);
      // One split: Spark's own splitting of separators that overlap line ends is not exact.
      List<String> expected =
          rows(
              spark.read().options(shared).option("maxPartitionBytes", "1g").text(file.toString()));

      Dataset<Row> ours =
          spark
              .read()
              .format("mmap")
              .option("recordFormat", "text")
              .options(shared)
              .option("memoryMap", memoryMap)
              .option("maxPartitionBytes", 4096L * (1 + random.nextInt(4)))
              .load(file.toString());

      assertThat(sorted(rows(ours)))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(sorted(expected));
      assertThat(ours.count()).as("seed %d, round %d", seed, round).isEqualTo(expected.size());
    }
  }

  @Test
  void randomFilesAndOptionsGiveWhatATaskOfSparksSourceGives() throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    String[] encodings = {null, "UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "ISO-8859-1"};
    String[] separators = {null, null, "\n", "\r\n", "|", "||", "aab", "\u00a7", "\n\n"};
    StructType columns = new StructType().add("value", DataTypes.StringType);
    Path file = folder.resolve("lines");
    for (int i = 0; i < 1_000; i++) {
      Random random = new Random(seed + i);
      Map<String, String> options = new HashMap<>();
      String encoding = encodings[random.nextInt(encodings.length)];
      String separator = separators[random.nextInt(separators.length)];
      options.put("encoding", encoding == null ? "UTF-8" : encoding);
      options.put("wholetext", "" + (random.nextInt(5) == 0));
      if (separator != null) {
        options.put("lineSep", separator);
      }
      String[] pieces = {"a", "b", "|", "\n", "\r", "\r\n", "\u00a7", "\uFEFF", "\u65E5", " ", ","};
      StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "\uFEFF" : "");
      for (int j = random.nextInt(60); j > 0; j--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      Files.write(file, text.toString().getBytes(Charset.forName(options.get("encoding"))));
      TaskRows rows = new TaskRows(options, columns, columns);

      assertThat(rows.ofOurs("text", file))
          .as("seed %d, %s, <%s>", seed + i, options, text)
          .isEqualTo(rows.ofSpark(spark, new TextFileFormat(), file));
    }
  }

  private static List<String> sorted(List<String> rows) {
    return rows.stream().sorted().toList();
  }

  private static String randomText(Random random, String separator) {
    String[] ends = {"\n", "\r\n", "\r", separator == null ? "\n" : separator};
    StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "\u00EF\u00BB\u00BF" : "");
    int length = random.nextInt(40_000);
    int line = 1 + random.nextInt(200);
    while (text.length() < length) {
      if (random.nextInt(line) == 0) {
        text.append(ends[random.nextInt(ends.length)]);
      } else {
        text.append((char) random.nextInt(256));
      }
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "a",
        "\u00EF\u00BB\u00BF",
        "\u00EF\u00BB\u00BF\n",
        "\u00EF\u00BB",
        "\r",
        "\n\r"
      })
  void tinyFilesGiveTheRowsOfSparksTextSource(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("f"), text, ISO_8859_1);
    List<String> expected = rows(spark.read().text(file.toString()));
    assertThat(rows(mmap(Map.of(), file))).isEqualTo(expected);
    assertThat(mmap(Map.of(), file).count()).isEqualTo(expected.size());
  }

  /** The logs that the machine has, and two files of the project, so that there is always one. */
  @Test
  void realFilesOfTheMachineGiveTheRowsOfSparksTextSource() throws IOException {
    Path project = SparkJvm.PROJECT;
    List<Path> real = new ArrayList<>(List.of(project.resolve("LICENSE"), project.resolve("mvnw")));
    for (String log :
        List.of("dpkg.log", "alternatives.log", "bootstrap.log", "syslog", "messages")) {
      Path file = Path.of("/var/log", log);
      if (Files.isReadable(file) && Files.size(file) > 0) {
        real.add(file);
      }
    }
    for (Path file : real) {
      Path copy = Files.copy(file, folder.resolve("real-" + file.getFileName())); // logs may grow
      assertThat(sorted(rows(mmap(Map.of("maxPartitionBytes", "16k"), copy))))
          .as(file.toString())
          .isEqualTo(sorted(rows(spark.read().text(copy.toString()))));
    }
  }

  @Test
  void rowsOfOneSplitComeInTheOrderOfTheFile() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "b\na\n\nc");
    assertThat(mmap(Map.of(), file).collectAsList().stream().map(row -> row.getString(0)))
        .containsExactly("b", "a", "", "c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "one line", "a\nb\n", "\u00EF\u00BB\u00BFmarked"})
  void aWholeFileIsOneRowAsInSpark(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("f"), text, ISO_8859_1);
    Map<String, String> options = Map.of("wholetext", "true");
    assertThat(rows(mmap(options, file)))
        .isEqualTo(rows(spark.read().options(options).text(file.toString())));
  }

  @Test
  void anEncodingTellsWhichBytesTheSeparatorStandsForAsInSpark() throws IOException {
    Path file = Files.write(folder.resolve("f"), "a\u00A7b\u00A7c".getBytes(ISO_8859_1));
    Map<String, String> options = Map.of("lineSep", "\u00A7", "encoding", "ISO-8859-1");
    assertThat(rows(mmap(options, file)))
        .hasSize(3)
        .isEqualTo(rows(spark.read().options(options).text(file.toString())));
  }

  @Test
  void joinsSortsAndGroupsGiveWhatSparksTextSourceGives() throws IOException {
    StringBuilder text = new StringBuilder();
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      text.append("key").append(random.nextInt(500)).append('\n');
    }
    Path file = Files.writeString(folder.resolve("f"), text);
    Dataset<Row> ours = mmap(Map.of("maxPartitionBytes", "16k"), file);
    Dataset<Row> sparks = spark.read().text(file.toString());

    for (String query :
        List.of(
            "SELECT value, count(*) n FROM t GROUP BY value ORDER BY n, value",
            "SELECT a.value, count(*) FROM t a JOIN (SELECT DISTINCT value FROM t) b"
                + " ON a.value = b.value GROUP BY a.value ORDER BY a.value",
            "SELECT value FROM t WHERE value LIKE '%99%' ORDER BY value",
            "SELECT max(value), min(value), count(DISTINCT value) FROM t")) {
      ours.createOrReplaceTempView("t");
      List<Row> found = spark.sql(query).collectAsList();
      sparks.createOrReplaceTempView("t");
      assertThat(found).as(query).isEqualTo(spark.sql(query).collectAsList());
    }
  }

  @Test
  void filtersOnTheLineGiveWhatSparksTextSourceGives() throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 6; round++) {
      Path file = folder.resolve("filtered" + round);
      Files.writeString(file, randomText(random, null).replaceAll("[d-z]", "ab"), ISO_8859_1);
      Dataset<Row> ours = mmap(Map.of("maxPartitionBytes", "8k"), file);
      Dataset<Row> sparks = spark.read().option("maxPartitionBytes", "1g").text(file.toString());
      String wanted = "ab".repeat(1 + random.nextInt(2)) + (random.nextBoolean() ? "A" : "");
      for (String filter :
          List.of(
              "value LIKE '%" + wanted + "%'",
              "value LIKE '" + wanted + "%'",
              "value LIKE '%" + wanted + "'",
              "value = '" + wanted + "'",
              "'" + wanted + "' = value",
              "value LIKE '%" + wanted + "%' AND value LIKE '%b%' AND length(value) > 5",
              "NOT contains(value, '" + wanted + "')",
              "value LIKE '%" + wanted + "%' OR value = ''",
              "contains(value, '')",
              "contains(value, '\n')",
              "value = ''",
              "value <=> '" + wanted + "'",
              "value LIKE '%" + wanted + "%' COLLATE UTF8_LCASE",
              "contains(value COLLATE UTF8_LCASE, '" + wanted + "')")) {
        String what = "seed " + seed + ", round " + round + ", " + filter;
        List<String> expected = sorted(rows(sparks.filter(filter)));
        assertThat(sorted(rows(ours.filter(filter)))).as(what).isEqualTo(expected);
        assertThat(ours.filter(filter).count()).as(what).isEqualTo(expected.size());
      }
    }
  }

  @Test
  void aSearchIsDoneBySourceAndShownByExplain() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "an apple\na pear\n");
    Dataset<Row> found = mmap(Map.of(), file).filter("value LIKE '%apple%'");
    String plan =
        found
            .queryExecution()
            .explainString(org.apache.spark.sql.execution.ExplainMode.fromString("simple"));
    assertThat(plan).contains("filters: [").contains("apple").doesNotContain("Filter Contains");
    assertThat(found.count()).isEqualTo(1);
  }

  @Test
  void theColumnMayHaveAnotherName() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "a\nb\n");
    Dataset<Row> rows = spark.read().schema("line string").format("mmap").load(file.toString());
    assertThat(rows.columns()).containsExactly("line");
    assertThat(rows.count()).isEqualTo(2);
  }

  @Test
  void theColumnMayHaveACollationAsInSpark() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "Apple\napple\npear\n");
    String schema = "line STRING COLLATE UTF8_LCASE";
    Dataset<Row> ours = spark.read().schema(schema).format("mmap").load(file.toString());
    Dataset<Row> sparks = spark.read().schema(schema).format("text").load(file.toString());
    assertThat(ours.schema()).isEqualTo(sparks.schema());
    for (String condition :
        List.of("true", "line = 'APPLE'", "contains(line, 'PP')", "startswith(line, 'A')")) {
      assertThat(ours.where(condition).collectAsList())
          .as(condition)
          .isEqualTo(sparks.where(condition).collectAsList());
    }
    assertThat(ours.distinct().count()).isEqualTo(2);
  }

  @Test
  void aColumnThatIsNoStringIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "1\n2\n");
    assertThatThrownBy(() -> spark.read().schema("n int").format("mmap").load(file.toString()))
        .hasMessageContaining("one column of type string")
        .hasMessageContaining("'n' as int");
  }

  @Test
  void anUnknownOptionIsRefusedWithTheNearOnes() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "1\n2\n");
    assertThatThrownBy(() -> mmap(Map.of("linesSep", "|"), file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'linesSep'")
        .hasMessageContaining("did you mean lineSep?");
    assertThatThrownBy(() -> mmap(Map.of("recordFormat", "txt"), file))
        .hasMessageContaining("did you mean text?");
    assertThatThrownBy(() -> mmap(Map.of("layout", "a int32", "wholetext", "true"), file))
        .hasMessageContaining("'layout' is not one of")
        .hasMessageContaining("recordFormat text");
  }

  @Test
  void compressedFilesAreRefusedByNameAndByTheirFirstBytes() throws IOException {
    Path named = Files.writeString(folder.resolve("f.zst"), "x");
    assertThatThrownBy(() -> mmap(Map.of(), named).count())
        .hasStackTraceContaining("compressed with zstd");
    Path disguised =
        Files.write(folder.resolve("g"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0});
    assertThatThrownBy(() -> mmap(Map.of(), disguised).count())
        .hasStackTraceContaining("compressed with gzip")
        .hasStackTraceContaining(disguised.toString());
    assertThat(mmap(Map.of("compression", "none"), disguised).count()).isEqualTo(1);
  }
}
