// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the source takes from Spark, compared with the same query with {@code pushDown=false}. */
class PushdownIT {
  private static final String ANSI = "spark.sql.ansi.enabled";
  private static final int RECORDS = 500;

  private final SparkSession spark = LocalSpark.session();
  private final long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final PushdownViews views = new PushdownViews(spark, seed);

  @TempDir Path folder;

  @AfterEach
  void unsetAnsi() {
    spark.conf().unset(ANSI);
  }

  // ---- records of many types in three directories, one of which stands for null

  private static final String LAYOUT =
      "i8 int8, i16 int16be, i32 int32, i64 int64, u8 uint8, u16 uint16be, u32 uint32, u64 uint64,"
          + " f32 float32, f64 float64be, flag bool, name char(6), day date32, at timestamp_us,"
          + " ms timestamp_ms, d9 decimal(9,2), d20 decimal(20,3)";
  private static final int LENGTH =
      1 + 2 + 4 + 8 + 1 + 2 + 4 + 8 + 4 + 8 + 1 + 6 + 4 + 8 + 8 + 4 + 16;

  private static final double[] DOUBLES = {
    0.0, -0.0, Double.NaN, 1.5, -2.5, 3, 1e9, -1e9, 0.5, Double.POSITIVE_INFINITY
  };
  private static final long[] LONGS = {
    0, 1, -1, 7, 100, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 1, 1L << 40
  };
  private static final String[] NAMES = {"", "a", "ab", "b", "ä", "zz", "\uFFFD", "A"};

  private long anyLong() {
    return LONGS[random.nextInt(LONGS.length)];
  }

  private double anyDouble() {
    return DOUBLES[random.nextInt(random.nextInt(20) == 0 ? DOUBLES.length : DOUBLES.length - 1)];
  }

  private byte[] records() {
    ByteBuffer out = ByteBuffer.allocate(RECORDS * LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < RECORDS; i++) {
      out.put((byte) anyLong());
      out.putShort(Short.reverseBytes((short) anyLong()));
      out.putInt((int) anyLong()).putLong(random.nextInt(40) == 0 ? anyLong() : random.nextInt(9));
      out.put((byte) anyLong()).putShort(Short.reverseBytes((short) anyLong()));
      out.putInt((int) anyLong()).putLong(anyLong());
      out.putFloat((float) anyDouble());
      out.putLong(Long.reverseBytes(Double.doubleToRawLongBits(anyDouble())));
      out.put((byte) random.nextInt(3));
      out.put(
          Arrays.copyOf(NAMES[random.nextInt(NAMES.length)].getBytes(StandardCharsets.UTF_8), 6));
      out.putInt(random.nextInt(20) - 10).putLong(random.nextInt(20) * 1_000_000L);
      out.putLong(random.nextInt(20) * 1000L).putInt(random.nextInt(20) - 10);
      out.putLong(random.nextInt(20)).putLong(0);
    }
    return out.array();
  }

  private void writePartitions() throws IOException {
    for (String directory : List.of("k=1", "k=2", "k=__HIVE_DEFAULT_PARTITION__")) {
      Files.createDirectories(folder.resolve("t/" + directory));
      Files.write(folder.resolve("t/" + directory + "/f.bin"), records());
    }
    views.show(folder.resolve("t"), Map.of("recordFormat", "fixed", "layout", LAYOUT));
  }

  private Dataset<Row> fixed(Path path, Map<String, String> options) {
    return spark
        .read()
        .format("mmap")
        .option("recordFormat", "fixed")
        .option("maxPartitionBytes", "8k")
        .options(options)
        .load(path.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void randomQueriesAreAnsweredAsBySpark(String ansi) throws IOException {
    spark.conf().set(ANSI, ansi);
    writePartitions();
    new RandomQueries(spark, views, random).ask(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void sumsBeyondALongEndAsInSpark(String ansi) throws IOException {
    spark.conf().set(ANSI, ansi);
    writePartitions();
    for (String where : List.of("i64 >= 0", "i64 < 0", "i64 = 3", "i64 > 10 AND k = 1")) {
      views.same("SELECT sum(i64), count(*) FROM $T WHERE " + where);
      views.same("SELECT try_sum(i64), min(i64), max(i8) FROM $T WHERE " + where);
      views.same("SELECT avg(i64), avg(i32) FROM $T WHERE " + where);
    }
    views.same("SELECT sum(d9), avg(d9), max(d20), max(name) FROM $T WHERE i64 = 3");
  }

  @Test
  void whatIsTakenSparkDoesNotDoAgain() throws IOException {
    writePartitions();
    String rows =
        views.plan("SELECT i32 FROM pushed WHERE i32 > 5 AND f64 <= 2D AND name IN ('a','b')");
    assertThat(rows).contains("filters: [").doesNotContain("Filter (");
    String sums = views.plan("SELECT sum(i32), min(f64), count(k) FROM pushed WHERE i64 = 3");
    assertThat(sums).contains("SUM(i32)").contains("MIN(f64)").doesNotContain("Filter (");
    assertThat(views.plan("SELECT i32 FROM plain WHERE i32 > 5")).contains("Filter (");
  }

  // ---- partitions

  @Test
  void filesThatNoRowCanComeFromAreNotOpened() throws IOException {
    writePartitions();
    List<Dataset<Row>> queries =
        List.of(
            spark.sql("SELECT count(*), 1 FROM pushed WHERE k = 1"),
            spark.sql("SELECT i32 FROM pushed WHERE k + 1 = 2"),
            spark.sql("SELECT i32 FROM pushed WHERE _metadata.file_path LIKE '%k=1%' AND k < 2"));
    queries.forEach(query -> query.queryExecution().executedPlan());
    Files.delete(folder.resolve("t/k=2/f.bin"));
    assertThat(queries.get(0).first().getLong(0)).isEqualTo(RECORDS);
    assertThat(queries.get(1).collectAsList()).hasSize(RECORDS);
    assertThat(queries.get(2).collectAsList()).hasSize(RECORDS);
  }

  @Test
  void aJoinLeavesOutDirectoriesWhileItRuns() throws IOException {
    writePartitions();
    spark
        .range(10)
        .selectExpr("int(id) AS k", "id % 7 AS tag")
        .write()
        .parquet(folder.resolve("dim").toString());
    spark.read().parquet(folder.resolve("dim").toString()).createOrReplaceTempView("dim");
    String sql = "SELECT sum(i32), count(*) FROM $T JOIN dim USING (k) WHERE tag = 1";
    views.same(sql);
    Dataset<Row> joined = spark.sql("SELECT i32, k FROM pushed JOIN dim USING (k) WHERE tag = 1");
    assertThat(joined.queryExecution().executedPlan().toString())
        .containsPattern("RuntimeFilters: \\[dynamicpruning");
    Files.delete(folder.resolve("t/k=2/f.bin"));
    assertThat(joined.collectAsList()).hasSize(RECORDS);
  }

  // ---- limits and samples

  @Test
  void aLimitEndsTheReadingEarly() throws IOException {
    writePartitions();
    Dataset<Row> five = spark.sql("SELECT i32, f64 FROM pushed WHERE i64 < 8 LIMIT 5");
    assertThat(five.collectAsList()).hasSize(5);
    assertThat(five.queryExecution().executedPlan().toString())
        .contains("limit of each partition: 5");
    views.same("SELECT count(*) FROM (SELECT i32 FROM $T WHERE i64 < 3 LIMIT 900)");
    views.same("SELECT count(*) FROM (SELECT i32 FROM $T LIMIT 3 OFFSET 2)");
  }

  @Test
  void systemSamplesAreWholeBlocks() throws IOException {
    ByteBuffer numbers = ByteBuffer.allocate(16 << 20).order(ByteOrder.LITTLE_ENDIAN);
    for (long i = 0; numbers.hasRemaining(); i++) {
      numbers.putLong(i);
    }
    Path file = Files.write(folder.resolve("n"), numbers.array());
    fixed(file, Map.of("layout", "n int64", "maxPartitionBytes", "3m"))
        .createOrReplaceTempView("n");
    Row sampled =
        spark
            .sql(
                "SELECT count(*), count(DISTINCT n DIV 32768), max(n) - min(n)"
                    + " FROM n TABLESAMPLE SYSTEM (25 PERCENT)")
            .first();
    assertThat(sampled.getLong(1)).isBetween(4L, 32L);
    assertThat(sampled.getLong(0)).isEqualTo(32768 * sampled.getLong(1));
    Dataset<Row> counted = spark.sql("SELECT count(*) FROM n TABLESAMPLE SYSTEM (25 PERCENT)");
    assertThat(counted.first().getLong(0) % 32768).isZero();
    assertThat(counted.queryExecution().executedPlan().toString())
        .contains("sample of blocks: 0.25")
        .contains("COUNT(*)");
    assertThat(
            spark.sql("SELECT count(*) FROM n TABLESAMPLE SYSTEM (100 PERCENT)").first().getLong(0))
        .isEqualTo(2 << 20);
    views.show(
        file, Map.of("recordFormat", "fixed", "layout", "n int64", "maxPartitionBytes", "3m"));
    views.same("SELECT sum(n) FROM $T TABLESAMPLE (10 PERCENT) REPEATABLE (3)");
  }

  // ---- _metadata

  @Test
  void metadataIsThatOfSparksOwnSources() throws IOException {
    Path file = Files.writeString(folder.resolve("a b%20é.log"), "one\ntwo\n\nfour");
    String[] fields = {
      "_metadata.file_path",
      "_metadata.file_name",
      "_metadata.file_size",
      "_metadata.file_modification_time",
      "_metadata.file_block_start",
      "_metadata.file_block_length",
      "value"
    };
    Dataset<Row> own = spark.read().format("mmap").load(file.toString()).selectExpr(fields);
    Dataset<Row> sparks = spark.read().text(file.toString()).selectExpr(fields);
    assertThat(own.collectAsList()).isEqualTo(sparks.collectAsList()).hasSize(4);
    assertThat(own.schema().toDDL()).isEqualTo(sparks.schema().toDDL());
    assertThat(spark.read().format("mmap").load(file.toString()).columns())
        .containsExactly("value");
  }

  @Test
  void rowIndexesOfTextAreLineNumbersHoweverItIsDividedAndFiltered() throws IOException {
    for (String end : List.of("\n", "\r\n", "|||")) {
      StringBuilder text = new StringBuilder("\uFEFF");
      List<String> expected = new ArrayList<>();
      long offset = 3;
      for (int i = 0; i < 4000; i++) {
        String line = random.nextInt(5) == 0 ? "" : "line " + random.nextInt(1000);
        text.append(line).append(end);
        expected.add(i + " " + offset + " " + line.length() + " " + line);
        offset += line.length() + end.length();
      }
      Path file = Files.writeString(folder.resolve("lines"), text);
      Dataset<Row> lines =
          spark
              .read()
              .format("mmap")
              .option("maxPartitionBytes", "4k")
              .options(end.equals("|||") ? Map.of("lineSep", end) : Map.of())
              .load(file.toString())
              .selectExpr(
                  "_metadata.row_index AS i",
                  "_metadata.record_offset AS o",
                  "_metadata.record_length AS l",
                  "value");
      assertThat(texts(lines)).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(texts(lines.where("value LIKE '%77%'")))
          .containsExactlyInAnyOrderElementsOf(
              expected.stream()
                  .filter(line -> line.replaceFirst("(\\d+ ){3}", "").contains("77"))
                  .toList());
      assertThat(texts(lines.where("o = 3"))).containsExactly(expected.get(0));
      long from = Long.parseLong(expected.get(1000).split(" ", 3)[1]);
      assertThat(texts(lines.where("o >= " + from + " AND i < 1003")))
          .containsExactlyInAnyOrderElementsOf(expected.subList(1000, 1003));
      assertThat(lines.selectExpr("max(i)").first().getLong(0)).isEqualTo(3999);
      assertThat(lines.select("i").distinct().count()).isEqualTo(4000);
    }
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> row.mkString(" ")).toList();
  }

  @Test
  void aColumnOfTheNameHidesTheMetadata() throws IOException {
    Path file = Files.write(folder.resolve("f"), new byte[] {7, 0, 0, 0});
    Dataset<Row> rows = fixed(file, Map.of("layout", "_metadata int32"));
    assertThat(rows.select("_metadata").first().getInt(0)).isEqualTo(7);
    assertThat(rows.where("_metadata = 7").count()).isEqualTo(1);
  }

  @Test
  void aPlaceInAFileLeavesTheRestUnread() throws IOException {
    Path file = folder.resolve("n");
    ByteBuffer numbers = ByteBuffer.allocate(8 * 100_003).order(ByteOrder.LITTLE_ENDIAN);
    for (long i = 0; i < 100_000; i++) {
      numbers.putLong((int) (24 + 8 * i), i);
    }
    Files.write(file, numbers.array());
    Dataset<Row> rows =
        fixed(file, Map.of("layout", "n int64", "headerBytes", "24", "memoryMap", "true"));
    Dataset<Row> some = rows.where("_metadata.row_index BETWEEN 70000 AND 70009");
    assertThat(some.selectExpr("n").collectAsList().stream().map(row -> row.getLong(0)))
        .containsExactlyElementsOf(LongStream.range(70_000, 70_010).boxed().toList());
    Dataset<Row> place = rows.where("_metadata.record_offset = " + (24 + 8 * 70_001L));
    assertThat(ScanMetrics.afterRunning(place)).containsEntry("records", 1L);
    assertThat(ScanMetrics.afterRunning(some)).containsEntry("records", 10L);
    assertThat(ScanMetrics.afterRunning(rows))
        .containsEntry("records", 100_000L)
        .containsEntry("bytesMapped", 800_000L)
        .containsEntry("bytesCopied", 0L)
        .containsEntry("residentPercent", 100L * rows.rdd().getNumPartitions())
        .hasEntrySatisfying("mappingsReused", reused -> assertThat(reused).isPositive())
        .hasEntrySatisfying("minorFaults", faults -> assertThat(faults).isPositive())
        .containsKey("majorFaults");
  }
}
