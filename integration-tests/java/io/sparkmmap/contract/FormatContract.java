// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.process.NothingLeft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every format, mapped and read, in every session. */
abstract class FormatContract extends LargeFileContract {
  private static final int ROWS = 3_000;

  /** Random predicates for each session, each of which is asked of several SQL queries. */
  private static final int QUERIES = Integer.getInteger("sparkmmap.contract.queries", 1);

  private final long seed = Long.getLong("sparkmmap.seed", System.nanoTime());

  @TempDir static Path shared;

  private NothingLeft before;
  private CancelledScans large;
  private Path file;
  private Path oracle;

  /** The files of this format, one for all of its tests. */
  @BeforeAll
  void writeFiles() throws IOException {
    before = NothingLeft.ofLibrary(shared);
    Path folder = Files.createTempDirectory(shared, "contract");
    List<Row> rows = format().rows(new Random(seed), ROWS);
    file = Files.write(folder.resolve(format().fileName()), format().file(rows));
    oracle = folder.resolve("oracle.parquet");
    writeOracle(spark, format(), rows, oracle);
  }

  /** The same rows in Parquet, with their positions. */
  static void writeOracle(SparkSession spark, ContractFormat format, List<Row> rows, Path oracle) {
    StructType schema = format.schema().add("pos", DataTypes.LongType);
    List<Row> numbered = new ArrayList<>(rows.size());
    for (Row row : rows) {
      Object[] values = new Object[schema.length()];
      for (int i = 0; i < row.length(); i++) {
        values[i] = row.get(i);
      }
      values[row.length()] = (long) numbered.size();
      numbered.add(RowFactory.create(values));
    }
    spark.createDataFrame(numbered, schema).coalesce(1).write().parquet(oracle.toString());
  }

  @AfterEach
  void resetSession() {
    Session.reset(spark);
  }

  private Dataset<Row> load(Path path, String memoryMap, Map<String, String> more) {
    var reader =
        spark
            .read()
            .format("mmap")
            .options(format().options())
            .option("memoryMap", memoryMap)
            .options(more);
    if (format().options().containsKey("index")) {
      reader.option("indexDirectory", shared.resolve("index").toString());
    }
    return (format().isSchemaDeclared() ? reader.schema(format().schema()) : reader)
        .load(path.toString());
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> row.mkString("|")).toList();
  }

  private Dataset<Row> oracleRows() {
    return spark.read().parquet(oracle.toString()).orderBy("pos").drop("pos");
  }

  static Stream<String> modes() {
    return Stream.of("true", "false");
  }

  // ---- rows and their order

  @ParameterizedTest
  @MethodSource("modes")
  void splitsOfAnySizeGiveTheRowsInTheirOrder(String memoryMap) {
    List<String> expected = texts(oracleRows());
    for (String bytes : List.of("1g", "4k", "12k", "20k", "64k")) {
      Dataset<Row> rows = load(file, memoryMap, Map.of("maxPartitionBytes", bytes));
      Answers.requireSame(texts(rows), expected, "splits of " + bytes);
      assertThat(rows.count()).as("splits of %s", bytes).isEqualTo(ROWS);
      assertThat(Stream.of((Row[]) rows.tail(3)).map(row -> row.mkString("|")))
          .as("splits of %s", bytes)
          .isEqualTo(expected.subList(ROWS - 3, ROWS));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void filesOfFewRowsGiveThem(int count) throws IOException {
    List<Row> rows = format().rows(new Random(seed), count);
    Path small = Files.createTempDirectory(shared, "small").resolve(format().fileName());
    Files.write(small, format().file(rows));
    for (String memoryMap : List.of("true", "false", "auto")) {
      assertThat(load(small, memoryMap, Map.of()).count()).isEqualTo(count);
      assertThat(load(small, memoryMap, Map.of()).collectAsList()).hasSize(count);
    }
  }

  // ---- queries

  static Stream<Arguments> sessions() {
    List<Session> all = Session.all();
    return IntStream.range(0, all.size())
        .mapToObj(i -> Arguments.of(all.get(i), (i + i / 4) % 2 == 0 ? "true" : "false"));
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void queriesAreAnsweredAsFromParquet(Session session, String memoryMap) {
    session.set(spark);
    OracleViews views = new OracleViews(spark, seed, session + ", memoryMap=" + memoryMap);
    views.show(
        load(file, memoryMap, Map.of("maxPartitionBytes", "64k")), oracle, format().hasRowIndex());
    Random random = new Random(seed + Session.all().indexOf(session));
    views.queries(random, format().hasRowIndex()).ask(QUERIES);
  }

  // ---- where rows come from

  @ParameterizedTest
  @MethodSource("modes")
  void rowsSayWhereTheyComeFromAsInSpark(String memoryMap) {
    String[] of = {
      "_metadata.file_path",
      "_metadata.file_name",
      "_metadata.file_size",
      "_metadata.file_modification_time",
      "input_file_name()"
    };
    Dataset<Row> expected = spark.read().text(file.toString()).selectExpr(of).distinct();
    Dataset<Row> found = load(file, memoryMap, Map.of()).selectExpr(of).distinct();
    assertThat(texts(found)).isEqualTo(texts(expected));
    assertThat(load(file, memoryMap, Map.of()).inputFiles())
        .isEqualTo(spark.read().text(file.toString()).inputFiles());
  }

  @ParameterizedTest
  @MethodSource("modes")
  void blocksOfInputCoverTheFile(String memoryMap) throws IOException {
    List<Row> blocks =
        load(file, memoryMap, Map.of("maxPartitionBytes", "16k"))
            .selectExpr("input_file_block_start() AS start", "input_file_block_length() AS length")
            .distinct()
            .orderBy("start")
            .collectAsList();
    long end = blocks.get(0).getLong(0);
    assertThat(end).isBetween(0L, 4096L); // behind a header
    for (Row block : blocks) {
      assertThat(block.getLong(0)).isGreaterThanOrEqualTo(end);
      end = block.getLong(0) + block.getLong(1);
    }
    assertThat(end).isLessThanOrEqualTo(Files.size(file));
  }

  // ---- broken files

  @ParameterizedTest
  @MethodSource("modes")
  void aBrokenFileIsSkippedFromTheBadRecordOn(String memoryMap) throws IOException {
    List<Row> rows = format().rows(new Random(seed), ROWS);
    byte[] bytes = format().broken(rows);
    if (bytes.length == 0) {
      return; // any bytes are records
    }
    Path broken = Files.createTempDirectory(shared, "broken").resolve(format().fileName());
    Files.write(broken, bytes);
    List<String> whole = texts(oracleRows());
    for (String pushDown : List.of("true", "false")) {
      for (String splits : List.of("1g", "20k", "64k")) {
        String about = "pushDown %s, splits of %s".formatted(pushDown, splits);
        Map<String, String> options =
            Map.of("ignoreCorruptFiles", "true", "pushDown", pushDown, "maxPartitionBytes", splits);
        Dataset<Row> kept = load(broken, memoryMap, options);
        List<String> found = texts(kept);
        // A split that begins behind the bad record may know where its own records begin.
        int before = splits.equals("1g") ? found.size() : Math.min(ROWS, found.size());
        Answers.requireSame(found.subList(0, before), whole, about);
        long sum =
            found.stream()
                .mapToLong(row -> Long.parseLong(row.substring(0, row.indexOf('|'))))
                .sum();
        Row aggregates = kept.selectExpr("sum(id)", "count(name)", "max(amount)").first();
        assertThat(aggregates.getLong(0)).as(about).isEqualTo(sum);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("modes")
  void troubleOfTheMachineIsNeverSkipped(String memoryMap) throws Exception {
    List<Row> rows = format().rows(new Random(seed), 100);
    for (Trouble trouble : Trouble.values()) {
      Path folder = Files.createTempDirectory(shared, "trouble");
      Path good = Files.write(folder.resolve(format().fileName()), format().file(rows));
      Dataset<Row> planned = load(good, memoryMap, Map.of("ignoreCorruptFiles", "true"));
      Objects.requireNonNull(planned.queryExecution().executedPlan());
      trouble.cause(good);
      assertThatThrownBy(planned::collectAsList)
          .as("%s, memoryMap=%s", trouble, memoryMap)
          .hasStackTraceContaining(good.toString());
    }
  }

  // ---- files that change

  @ParameterizedTest
  @MethodSource("modes")
  void noAnswerIsAMixtureOfVersions(String memoryMap) throws Exception {
    new WriterHunt(
            spark,
            format(),
            Files.createTempDirectory(shared, "hunt"),
            path -> load(path, memoryMap, Map.of("maxPartitionBytes", "64k")),
            seed,
            format().fileName() + ", memoryMap=" + memoryMap)
        .run();
  }

  // ---- cancelled

  @ParameterizedTest
  @MethodSource("modes")
  void aCancelledTaskStopsWhateverItDoes(String memoryMap) throws IOException {
    CancelledScans scans = large();
    scans.run(
        options -> load(scans.file(), memoryMap, options),
        format().fileName() + ", memoryMap=" + memoryMap + ", seed " + seed);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tasksOfACancelledJobEndSoon(boolean interrupts) throws Exception {
    Dataset<Row> rows = load(large().file(), "auto", Map.of("ignoreCorruptFiles", "true"));
    Dataset<Row> many = rows;
    for (int i = 0; i < 20; i++) {
      many = many.unionAll(rows);
    }
    Dataset<Row> asked = many.where(large().none());
    CancelledJob.requireEnd(spark, interrupts, asked::collectAsList);
  }

  /** The large file, which is written once. */
  final CancelledScans large() throws IOException {
    if (large == null) {
      Path folder = Files.createTempDirectory(shared, "large");
      large = CancelledScans.of(format(), folder, new Random(seed));
    }
    return large;
  }

  // ---- nothing left

  @AfterAll
  void nothingIsLeft() throws IOException, InterruptedException {
    before.check();
  }
}
