// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.spark.LocalSpark;
import io.sparkmmap.spark.TaskRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.csv.CSVFileFormat;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random files and options of CSV in sessions of random settings: what Spark's own source gives,
 * ours has to give. For more of them set {@code sparkmmap.csv.cases}, {@code .queries} and {@code
 * .inferences}.
 */
class CsvAgainstSparkIT {
  private static final int CASES = Integer.getInteger("sparkmmap.csv.cases", 5_000);
  private static final int QUERIES = Integer.getInteger("sparkmmap.csv.queries", 120);
  private static final int INFERENCES = Integer.getInteger("sparkmmap.csv.inferences", 40);
  private static final String MAX_PARTITION_BYTES = "spark.sql.files.maxPartitionBytes";
  private static final String OPEN_COST_BYTES = "spark.sql.files.openCostInBytes";
  private static final int MOST_OPTIONS = 4;
  private static final int SHOWN_FAILURES = 5;

  /** Enough for some pages, each of which can be a split. */
  private static final int MANY_ROWS = 600;

  /** An error of {@code load()} for which Spark has no condition. */
  private static final String NAMELESS = "load: error ";

  private static final List<String> CORRUPT_NAMES = List.of("c0", "c1", "bad", "_CORRUPT_RECORD");

  private final long seed = Long.getLong("sparkmmap.seed", System.nanoTime());

  @TempDir Path folder;

  /** Compares one case; files go to a folder of its own. */
  private interface Comparison {
    void of(SparkSession spark, Random random, Path folder) throws Exception;
  }

  /** Runs cases in as many threads as there are cores, each with a session of its own. */
  private void each(String property, int cases, Comparison comparison) throws Exception {
    SparkSession shared = LocalSpark.session();
    AtomicInteger next = new AtomicInteger();
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Void>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Path own = Files.createDirectories(folder.resolve("thread" + i));
        workers.add(
            () -> {
              SparkSession spark = session(shared);
              for (int number = next.getAndIncrement();
                  number < cases;
                  number = next.getAndIncrement()) {
                try {
                  comparison.of(spark, new Random(seed + number), own);
                } catch (Exception | AssertionError e) {
                  String how = "-Dsparkmmap.seed=%d -D%s=1".formatted(seed + number, property);
                  failures.add(new AssertionError(how + ": " + e.getMessage(), e));
                }
              }
              return null;
            });
      }
      for (Future<Void> worker : pool.invokeAll(workers)) {
        worker.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(failures.stream().limit(SHOWN_FAILURES).map(Throwable::getMessage))
        .as("%d of %d cases failed; the first of them", failures.size(), cases)
        .isEmpty();
  }

  /** Small queries take less time where no code is made for them. */
  private static SparkSession session(SparkSession shared) {
    SparkSession spark = shared.newSession();
    spark.conf().set("spark.sql.codegen.wholeStage", "false");
    spark.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    spark.conf().set("spark.sql.adaptive.enabled", "false");
    spark.conf().set("spark.sql.shuffle.partitions", "1");
    spark.conf().set("spark.sql.timeType.enabled", "true");
    SparkSession.setActiveSession(spark);
    return spark;
  }

  /** A third of the cases have another name for the column of corrupt records, or another zone. */
  private static void vary(Random random, RandomCsv csv) {
    if (random.nextInt(3) == 0) {
      csv.options().remove("timeZone");
    }
    if (random.nextInt(6) == 0) {
      csv.options()
          .putIfAbsent(
              "columnNameOfCorruptRecord", CORRUPT_NAMES.get(random.nextInt(CORRUPT_NAMES.size())));
    }
  }

  @Test
  void randomFilesGiveTheRowsAndTheErrorsOfSparksSource() throws Exception {
    each(
        "sparkmmap.csv.cases",
        CASES,
        (spark, random, own) -> {
          RandomCsv csv = RandomCsv.of(random, MOST_OPTIONS);
          vary(random, csv);
          CsvSettings settings = CsvSettings.random(random);
          settings.set(spark);
          Path file = Files.write(own.resolve("rows.csv"), csv.bytes());
          TaskRows rows = new TaskRows(csv.options(), csv.columns(), csv.wanted());

          assertThat(rows.ofOurs("csv", file))
              .as("%s, %s", settings.values(), csv)
              .isEqualTo(rows.ofSpark(spark, new CSVFileFormat(), file));
        });
  }

  /** With filters, columns left out, limits and aggregates, whose errors are those of the query. */
  @Test
  void randomQueriesGiveTheRowsAndTheErrorsOfSparksSource() throws Exception {
    each(
        "sparkmmap.csv.queries",
        QUERIES,
        (spark, random, own) -> {
          boolean many = random.nextInt(4) == 0;
          RandomCsv csv = RandomCsv.of(random, 2, many ? MANY_ROWS : 16);
          vary(random, csv);
          csv.options()
              .putIfAbsent(
                  "mode",
                  List.of("PERMISSIVE", "DROPMALFORMED", "FAILFAST").get(random.nextInt(3)));
          csv.options().put("ignoreCorruptFiles", "" + (random.nextInt(4) == 0));
          CsvSettings settings = CsvSettings.random(random);
          settings.set(spark);
          boolean two = random.nextInt(4) == 0;
          List<RandomCsv> files = two ? List.of(csv, csv.another(random, 16)) : List.of(csv);
          String[] paths = write(own, files);
          boolean inOrder = !many && !two;
          CsvQuestion question = CsvQuestion.random(random, csv.columns(), inOrder);
          Map<String, String> ours = new HashMap<>(csv.options());
          ours.put("recordFormat", "csv");
          ours.put("memoryMap", random.nextInt(4) == 0 ? "false" : "auto");
          if (many) {
            ours.put("maxPartitionBytes", "1");
          }

          List<String> found =
              outcome(question, spark.read().format("mmap").options(ours), csv, paths, inOrder);
          assertThat(found)
              .as("%s, %s of files %s", settings.values(), question, files)
              .isEqualTo(
                  outcome(
                      question,
                      spark.read().format("csv").options(csv.options()),
                      csv,
                      paths,
                      inOrder));
        });
  }

  private static String[] write(Path folder, List<RandomCsv> files) throws IOException {
    String[] paths = new String[files.size()];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = Files.write(folder.resolve("file" + i), files.get(i).bytes()).toString();
    }
    return paths;
  }

  /** Rows of several splits have no order, and which of their errors comes first is not known. */
  private static List<String> outcome(
      CsvQuestion question,
      DataFrameReader reader,
      RandomCsv csv,
      String[] paths,
      boolean inOrder) {
    List<String> outcome = outcome(() -> question.of(reader.schema(csv.columns()).load(paths)));
    if (inOrder && question.kind() != CsvQuestion.Kind.GROUPS) {
      return outcome;
    }
    return outcome.stream().map(row -> !inOrder && isError(row) ? "error" : row).sorted().toList();
  }

  private static boolean isError(String row) {
    return row.startsWith("error FAILED_READ_FILE");
  }

  /** The columns that are found, and the rows with them. */
  @Test
  void columnsAreFoundWithTheNamesAndTypesThatSparksSourceFinds() throws Exception {
    each(
        "sparkmmap.csv.inferences",
        INFERENCES,
        (spark, random, own) -> {
          List<RandomCsv> files = RandomCsv.ofUnknownColumns(random);
          vary(random, files.get(0));
          Map<String, String> options = files.get(0).options();
          if (options.containsKey("multiLine") && options.containsKey("samplingRatio")) {
            files = files.subList(0, 1); // tasks get whole files in the order of a hash map
          }
          CsvSettings settings = CsvSettings.random(random);
          settings.set(spark);
          boolean inPieces = random.nextInt(3) == 0;
          spark.conf().set(MAX_PARTITION_BYTES, inPieces ? "100" : "128m");
          spark.conf().set(OPEN_COST_BYTES, inPieces ? "10" : "4m");
          String[] paths = write(own, files);

          List<String> found =
              columnsAndRows(
                  spark.read().format("mmap").options(options).option("recordFormat", "csv"),
                  inPieces,
                  paths);
          List<String> expected =
              columnsAndRows(spark.read().format("csv").options(options), inPieces, paths);
          if (expected.equals(List.of(NAMELESS))) {
            assertThat(found).singleElement().asString().startsWith(NAMELESS);
          } else {
            assertThat(found)
                .as("%s, in pieces: %s, files %s", settings.values(), inPieces, files)
                .isEqualTo(expected);
          }
        });
  }

  private static List<String> columnsAndRows(
      DataFrameReader reader, boolean columnsOnly, String... paths) {
    List<String> found = new ArrayList<>();
    try {
      Dataset<Row> rows = reader.load(paths);
      found.add(rows.schema().toDDL());
      if (!columnsOnly) {
        outcome(() -> rows).stream().sorted().forEach(found::add);
      }
    } catch (Exception e) {
      found.add("load: " + conditions(e));
    }
    return found;
  }

  /** Types that CSV cannot have are refused where Spark refuses them, and with its condition. */
  @Test
  void typesThatSparksSourceRefusesAreRefused() throws IOException {
    SparkSession spark = LocalSpark.session();
    String file = Files.writeString(folder.resolve("typed.csv"), "1,2\n").toString();
    for (String type :
        List.of("ARRAY<INT>", "MAP<STRING, INT>", "STRUCT<x: INT>", "INTERVAL", "VOID")) {
      StructType columns =
          type.equals("VOID")
              ? new StructType().add("a", DataTypes.NullType).add("b", DataTypes.StringType)
              : StructType.fromDDL("a " + type + ", b STRING");
      List<String> outcomes = new ArrayList<>();
      for (String source : List.of("mmap", "csv")) {
        outcomes.add(
            outcome(() -> spark.read().format(source).schema(columns).load(file)).toString());
      }
      assertThat(outcomes.get(0)).as(type).isEqualTo(outcomes.get(1));
    }
  }

  private static String text(Row row) {
    return IntStream.range(0, row.length())
        .mapToObj(row::get)
        .map(value -> value instanceof byte[] bytes ? Arrays.toString(bytes) : "" + value)
        .collect(Collectors.joining("|"));
  }

  private static List<String> outcome(Callable<Dataset<Row>> rows) {
    try {
      return rows.call().collectAsList().stream().map(CsvAgainstSparkIT::text).toList();
    } catch (Exception e) {
      return List.of(conditions(e));
    }
  }

  private static String conditions(Throwable error) {
    return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
        .filter(SparkThrowable.class::isInstance)
        .map(thrown -> ((SparkThrowable) thrown).getCondition())
        .filter(Objects::nonNull)
        .collect(Collectors.joining(" < ", "error ", ""));
  }
}
