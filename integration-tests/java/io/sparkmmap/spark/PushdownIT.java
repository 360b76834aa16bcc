// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
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
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the source takes from Spark, beside the same query with {@code pushDown=false}. */
class PushdownIT {
  private static final String ANSI = "spark.sql.ansi.enabled";
  private static final int RECORDS = 500;

  private final SparkSession spark = LocalSpark.session();
  private final long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
  private final Random random = new Random(seed);

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
    view("pushed", folder.resolve("t"), Map.of("layout", LAYOUT), true);
    view("plain", folder.resolve("t"), Map.of("layout", LAYOUT), false);
  }

  private Dataset<Row> fixed(Path path, Map<String, String> options, boolean pushDown) {
    return spark
        .read()
        .format("mmap")
        .option("recordFormat", "fixed")
        .option("maxPartitionBytes", "8k")
        .option("pushDown", pushDown)
        .options(options)
        .load(path.toString());
  }

  private void view(String name, Path path, Map<String, String> options, boolean pushDown) {
    // A view shows only what it selects.
    fixed(path, options, pushDown).selectExpr("*", "_metadata").createOrReplaceTempView(name);
  }

  /** The answer as text, in an order of its own, or what kind of error it is. */
  private String answer(String sql) {
    try {
      List<String> rows = new ArrayList<>();
      for (Row row : spark.sql(sql).collectAsList()) {
        rows.add(row.mkString("|"));
      }
      rows.sort(null);
      return String.join("\n", rows);
    } catch (RuntimeException e) {
      return errorClass(e);
    }
  }

  private static String errorClass(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof org.apache.spark.SparkThrowable known && known.getCondition() != null) {
        return "error " + known.getCondition();
      }
    }
    throw new AssertionError(e);
  }

  private void sameAsPlain(String sql) {
    assertThat(answer(sql.replace("$T", "pushed")))
        .as("seed %d: %s", seed, sql)
        .isEqualTo(answer(sql.replace("$T", "plain")));
  }

  private String doubleLiteral() {
    double value = anyDouble();
    return Double.isNaN(value) || Double.isInfinite(value)
        ? "double('" + value + "')"
        : "double(" + value + "D)";
  }

  private String leaf() {
    String operator = List.of("=", "<>", "<", "<=", ">", ">=", "<=>").get(random.nextInt(7));
    return switch (random.nextInt(18)) {
      case 0 -> "i8 " + operator + " tinyint(" + (byte) anyLong() + ")";
      case 1 -> "i16 " + operator + " smallint(" + (short) anyLong() + ")";
      case 2 -> "i32 " + operator + " int(" + (int) anyLong() + ")";
      case 3 -> "i64 " + operator + " " + (1 + random.nextInt(5)) + "L";
      case 4 -> "u8 " + operator + " smallint(" + random.nextInt(300) + ")";
      case 5 -> "u16 IN (0, 1, 65535, 7)";
      case 6 -> "u32 NOT IN (0L, 4294967295L)";
      case 7 ->
          "u64 " + operator + " cast('" + Long.toUnsignedString(anyLong()) + "' as decimal(20,0))";
      case 8 -> "f32 " + operator + " float(" + doubleLiteral() + ")";
      case 9 -> "f64 " + operator + " " + doubleLiteral();
      case 10 -> "f64 IN (" + doubleLiteral() + ", " + doubleLiteral() + ", 0.0D)";
      case 11 -> random.nextBoolean() ? "flag" : "flag = false";
      case 12 -> "name " + operator + " '" + NAMES[random.nextInt(NAMES.length)] + "'";
      case 13 -> "day " + operator + " date'1970-01-0" + (1 + random.nextInt(9)) + "'";
      case 14 -> "at BETWEEN timestamp'1970-01-01 00:00:03' AND timestamp'1970-01-01 00:00:11'";
      case 15 ->
          "d9 "
              + operator
              + " cast('"
              + BigDecimal.valueOf(random.nextInt(20) - 10, 2)
              + "' as decimal(9,2))";
      case 16 -> random.nextBoolean() ? "k " + operator + " 1" : "k IS NULL";
      default ->
          random.nextBoolean()
              ? "_metadata.row_index " + operator + " " + random.nextInt(RECORDS) + "L"
              : "_metadata.record_offset "
                  + operator
                  + " "
                  + LENGTH * random.nextInt(RECORDS)
                  + "L";
    };
  }

  private String predicate(int depth) {
    return switch (depth == 0 ? 0 : random.nextInt(4)) {
      case 1 -> "(" + predicate(depth - 1) + " AND " + predicate(depth - 1) + ")";
      case 2 -> "(" + predicate(depth - 1) + " OR " + predicate(depth - 1) + ")";
      case 3 -> "NOT (" + predicate(depth - 1) + ")";
      default -> leaf();
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void randomFiltersAndAggregatesAreThoseOfSpark(String ansi) throws IOException {
    spark.conf().set(ANSI, ansi);
    writePartitions();
    String all = "i8,i16,i32,i64,u8,u16,u32,u64,f32,f64,flag,name,day,at,ms,d9,d20,k";
    for (int i = 0; i < 10; i++) {
      String where = " FROM $T WHERE " + predicate(3);
      sameAsPlain("SELECT " + all + ", _metadata.row_index" + where);
      sameAsPlain(
          "SELECT count(*), count(f64), count(k), min(i8), max(u16), sum(i32), min(u32), max(i16),"
              + " min(f32), max(f32), min(f64), max(f64), sum(f64), sum(f32), min(day), max(at),"
              + " min(ms), max(k), sum(k), min(i64), sum(u8)"
              + where);
      sameAsPlain("SELECT avg(f64), avg(i16), sum(f64), sum(i8)" + where);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void sumsBeyondALongEndAsInSpark(String ansi) throws IOException {
    spark.conf().set(ANSI, ansi);
    writePartitions();
    for (String where : List.of("i64 >= 0", "i64 < 0", "i64 = 3", "i64 > 10 AND k = 1")) {
      sameAsPlain("SELECT sum(i64), count(*) FROM $T WHERE " + where);
      sameAsPlain("SELECT try_sum(i64), min(i64), max(i8) FROM $T WHERE " + where);
      sameAsPlain("SELECT avg(i64), avg(i32) FROM $T WHERE " + where);
      sameAsPlain("SELECT sum(d9), avg(d9), max(d20), max(name) FROM $T WHERE " + where);
    }
  }

  @Test
  void whatIsTakenSparkDoesNotDoAgain() throws IOException {
    writePartitions();
    String rows = plan("SELECT i32 FROM pushed WHERE i32 > 5 AND f64 <= 2D AND name IN ('a','b')");
    assertThat(rows).contains("filters: [").doesNotContain("Filter (");
    String sums = plan("SELECT sum(i32), min(f64), count(k) FROM pushed WHERE i64 = 3");
    assertThat(sums).contains("SUM(i32)").contains("MIN(f64)").doesNotContain("Filter (");
    assertThat(plan("SELECT i32 FROM plain WHERE i32 > 5")).contains("Filter (");
  }

  private String plan(String sql) {
    return spark.sql(sql).queryExecution().executedPlan().toString();
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
    sameAsPlain(sql);
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
    sameAsPlain("SELECT count(*) FROM (SELECT i32 FROM $T WHERE i64 < 3 LIMIT 900)");
    sameAsPlain("SELECT count(*) FROM (SELECT i32 FROM $T LIMIT 3 OFFSET 2)");
  }

  @Test
  void systemSamplesAreWholeBlocks() throws IOException {
    ByteBuffer numbers = ByteBuffer.allocate(16 << 20).order(ByteOrder.LITTLE_ENDIAN);
    for (long i = 0; numbers.hasRemaining(); i++) {
      numbers.putLong(i);
    }
    Path file = Files.write(folder.resolve("n"), numbers.array());
    view("n", file, Map.of("layout", "n int64", "maxPartitionBytes", "3m"), true);
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
    view("pushed", file, Map.of("layout", "n int64"), true);
    view("plain", file, Map.of("layout", "n int64"), false);
    sameAsPlain("SELECT sum(n) FROM $T TABLESAMPLE (10 PERCENT) REPEATABLE (3)");
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
    Dataset<Row> rows = fixed(file, Map.of("layout", "_metadata int32"), true);
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
        fixed(file, Map.of("layout", "n int64", "headerBytes", "24", "memoryMap", "true"), true);
    Dataset<Row> some = rows.where("_metadata.row_index BETWEEN 70000 AND 70009");
    assertThat(some.selectExpr("n").collectAsList().stream().map(row -> row.getLong(0)))
        .containsExactlyElementsOf(
            java.util.stream.LongStream.range(70_000, 70_010).boxed().toList());
    Dataset<Row> place = rows.where("_metadata.record_offset = " + (24 + 8 * 70_001L));
    assertThat(metrics(place)).containsEntry("records", 1L);
    assertThat(metrics(some)).containsEntry("records", 10L);
    assertThat(metrics(rows))
        .containsEntry("records", 100_000L)
        .containsEntry("bytesMapped", 800_000L)
        .containsEntry("bytesCopied", 0L)
        .containsEntry("residentPercent", 100L * rows.rdd().getNumPartitions())
        .hasEntrySatisfying("mappingsReused", reused -> assertThat(reused).isPositive())
        .hasEntrySatisfying("minorFaults", faults -> assertThat(faults).isPositive())
        .containsKey("majorFaults");
  }

  /** The metrics of the scan of a query, after it ran. */
  private static Map<String, Long> metrics(Dataset<Row> rows) {
    rows.collectAsList();
    scala.collection.Iterator<scala.Tuple2<String, SQLMetric>> all =
        rows.queryExecution().executedPlan().collectLeaves().head().metrics().iterator();
    Map<String, Long> values = new TreeMap<>();
    while (all.hasNext()) {
      scala.Tuple2<String, SQLMetric> metric = all.next();
      values.put(metric._1(), metric._2().value());
    }
    return values;
  }
}
