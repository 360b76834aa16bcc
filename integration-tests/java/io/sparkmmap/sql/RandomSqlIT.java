// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Throwables;
import io.sparkmmap.spark.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Random SQL over tables in every format, which has to have the answers that Parquet gives. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RandomSqlIT {
  private static final int QUERIES = Integer.getInteger("sparkmmap.sql.queries", 2_000);
  private static final int FIRST = Integer.getInteger("sparkmmap.sql.first", 0);

  /** After which no more than the {@link #FEWEST} are asked, on a slow machine. */
  private static final Duration MOST =
      Duration.ofSeconds(Long.getLong("sparkmmap.sql.seconds", 200));

  private static final int THREADS = 2;

  /** What is asked on a machine however slow, or the test tests too little. */
  private static final int FEWEST = 200;

  private static final int SHOWN_ROWS = 5;
  private static final int MOST_FAILURES = 20;

  /** Since some queries fail, which is no news. */
  private static final List<String> EXPECTED_TO_LOG =
      List.of("org.apache.spark.executor.Executor", "org.apache.spark.scheduler.TaskSetManager");

  private static final List<String> UNTRANSLATED = List.of("error in Spark's translation");

  private final long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> errors = new TreeMap<>();
  private final List<SparkSession> sessions = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger(FIRST);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger untranslated = new AtomicInteger();
  private final AtomicInteger askedParquet = new AtomicInteger();
  private final AtomicLong expectedNanos = new AtomicLong();
  private final AtomicLong foundNanos = new AtomicLong();

  @TempDir static Path folder;
  private SqlTables tables;
  private volatile long deadline;

  @BeforeAll
  void makeTables() throws IOException {
    EXPECTED_TO_LOG.forEach(name -> Configurator.setLevel(name, Level.OFF));
    SparkSession spark = LocalSpark.session().newSession();
    spark.conf().set("spark.sql.datetime.java8API.enabled", true);
    tables = new SqlTables(spark, folder, new Random(seed));
    for (int i = 0; i < 12; i++) {
      sessions.add(session(i));
    }
  }

  @AfterAll
  void dropTables() {
    EXPECTED_TO_LOG.forEach(name -> Configurator.setLevel(name, Level.ERROR));
    if (tables != null) {
      tables.drop();
    }
  }

  /**
   * A session that spends little on a query: most have no generated code, which takes longer to
   * compile than these tables last, one partition after a shuffle, and no adaptive planning.
   */
  private static SparkSession session(int number) {
    SparkSession spark = LocalSpark.session().newSession();
    Map<String, Object> settings =
        Map.ofEntries(
            Map.entry("spark.sql.datetime.java8API.enabled", true),
            Map.entry("spark.sql.ansi.enabled", number % 2 == 0),
            Map.entry("spark.sql.session.timeZone", number % 3 == 0 ? "Europe/Berlin" : "UTC"),
            Map.entry("spark.sql.codegen.wholeStage", number == 0),
            Map.entry("spark.sql.codegen.factoryMode", number == 0 ? "FALLBACK" : "NO_CODEGEN"),
            Map.entry("spark.sql.adaptive.enabled", number == 1),
            Map.entry("spark.sql.shuffle.partitions", number == 4 ? 2 : 1),
            Map.entry("spark.sql.leafNodeDefaultParallelism", 1),
            Map.entry("spark.sql.autoBroadcastJoinThreshold", number % 5 == 0 ? "-1" : "10m"),
            Map.entry("spark.sql.caseSensitive", number % 7 == 0),
            Map.entry("spark.sql.lightweightPlanChangeValidation", false),
            Map.entry("spark.sql.ui.explainMode", "simple"),
            Map.entry("spark.sql.maxPlanStringLength", 0));
    settings.forEach((key, value) -> spark.conf().set(key, value.toString()));
    return spark;
  }

  @Test
  void queriesAreAnsweredAsFromParquet() throws InterruptedException, ExecutionException {
    long started = System.nanoTime();
    long busy = cpuSeconds();
    deadline = started + MOST.toNanos();
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        workers.add(pool.submit(this::askAll));
      }
      for (Future<?> each : workers) {
        each.get();
      }
    } finally {
      pool.shutdownNow();
    }
    System.out.printf(
        "seed %d: %d queries, each text in %d ways, from %d on in %d s, %d s of CPU (expected %d s,"
            + " found %d s of %d threads); %d asked of Parquet itself; failed alike: %s; not"
            + " translated by Spark: %d%n",
        seed,
        asked.get(),
        SqlTables.ways(),
        FIRST,
        (System.nanoTime() - started) / 1_000_000_000,
        cpuSeconds() - busy,
        expectedNanos.get() / 1_000_000_000,
        foundNanos.get() / 1_000_000_000,
        THREADS,
        askedParquet.get(),
        errors,
        untranslated.get());
    assertThat(failures).as("%d failures", failures.size()).isEmpty();
    assertThat(asked.get())
        .as("queries asked in three times %s", MOST)
        .isGreaterThanOrEqualTo(Math.min(FEWEST, QUERIES));
    assertThat(errors.values().stream().mapToInt(Integer::intValue).sum())
        .as("queries without an answer, which test little: %s", errors)
        .isLessThanOrEqualTo(asked.get() / 5 + 1);
  }

  private static long cpuSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toSeconds();
  }

  private void askAll() {
    int end = FIRST + (QUERIES + SqlTables.ways() - 1) / SqlTables.ways();
    for (int i = next.getAndIncrement(); i < end; i = next.getAndIncrement()) {
      if (failures.size() >= MOST_FAILURES || isTooLate()) {
        return;
      }
      ask(i);
    }
  }

  /** Too few queries are asked for longer, since they test too little. */
  private boolean isTooLate() {
    long late = System.nanoTime() - deadline;
    return late > 0 && (asked.get() >= FEWEST || late > 2 * MOST.toNanos());
  }

  /** Asks a query in each way, all of which have the one answer that is expected. */
  private void ask(int number) {
    SparkSession spark = sessions.get(number % sessions.size());
    String query = new RandomSql(tables.tables(), new Random(seed * 1_000_003 + number)).query();
    long started = System.nanoTime();
    List<String> expected = answer(spark, tables.held(query), query);
    expectedNanos.addAndGet(System.nanoTime() - started);
    for (int way = 0; way < SqlTables.ways(); way++) {
      started = System.nanoTime();
      List<String> found = answer(spark, tables.mapped(query, way), query);
      foundNanos.addAndGet(System.nanoTime() - started);
      asked.incrementAndGet();
      if (!found.equals(expected)) {
        // What Spark does with rows in memory, which have no hidden columns, is not what counts.
        expected = answer(spark, tables.parquet(query), query);
        askedParquet.incrementAndGet();
      }
      compare(number, way, query, expected, found);
    }
  }

  private void compare(
      int number, int way, String query, List<String> expected, List<String> found) {
    if (found.equals(UNTRANSLATED)) {
      untranslated.incrementAndGet();
    } else if (!found.equals(expected)) {
      String failure =
          "%nseed %d, query %d (-Dsparkmmap.seed=%d -Dsparkmmap.sql.first=%d -Dsparkmmap.sql.queries=1), session %d, way %d:%n  %s%n  expected %s%n  found    %s"
              .formatted(
                  seed,
                  number,
                  seed,
                  number,
                  number % sessions.size(),
                  way,
                  query,
                  shown(expected, found),
                  shown(found, expected));
      System.out.println(failure);
      failures.add(failure);
    } else if (expected.size() == 1 && expected.get(0).startsWith("error ")) {
      synchronized (errors) {
        errors.merge(expected.get(0), 1, Integer::sum);
      }
    }
  }

  private static String shown(List<String> rows, List<String> others) {
    int same = 0;
    while (same < Math.min(rows.size(), others.size()) && rows.get(same).equals(others.get(same))) {
      same++;
    }
    return "%d rows, from %d on %s"
        .formatted(rows.size(), same, rows.subList(same, Math.min(rows.size(), same + SHOWN_ROWS)));
  }

  private static List<String> answer(SparkSession spark, String sql, String query) {
    SparkSession.setActiveSession(spark);
    try {
      List<String> rows = new ArrayList<>();
      for (Row row : spark.sql(sql).collectAsList()) {
        rows.add(row.mkString("|").replaceAll("-0\\.0\\b", "0.0")); // which of equals is shown
      }
      if (!RandomSql.isOrdered(query)) {
        rows.sort(null);
      }
      return rows;
    } catch (Exception e) { // Spark throws checked ones, too
      return isUntranslated(e) ? UNTRANSLATED : List.of("error " + condition(e));
    }
  }

  /**
   * Whether Spark could not hand an aggregate to any source: V2ExpressionBuilder asserts that what
   * AND, OR and NOT connect are predicates, and a NULL that was computed in planning is none.
   */
  private static boolean isUntranslated(Throwable e) {
    return Throwables.getRootCause(e) instanceof AssertionError assertion
        && Arrays.stream(assertion.getStackTrace())
            .anyMatch(frame -> frame.getClassName().endsWith(".V2ExpressionBuilder"));
  }

  private static String condition(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkThrowable known && known.getCondition() != null) {
        return known.getCondition().equals("INTERNAL_ERROR")
            ? Throwables.getStackTraceAsString(e)
            : known.getCondition();
      }
    }
    return e.toString();
  }
}
