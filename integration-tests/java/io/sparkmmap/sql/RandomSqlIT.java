// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.spark.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import com.google.common.base.Throwables;
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

  /** After which no more are asked, on a machine that is too slow for all of them. */
  private static final Duration MOST =
      Duration.ofSeconds(Long.getLong("sparkmmap.sql.seconds", 200));

  private static final int THREADS = 3;
  private static final int SHOWN_ROWS = 5;
  private static final int MOST_FAILURES = 20;
  private static final List<String> UNTRANSLATED = List.of("error in Spark's translation");

  private final long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> errors = new TreeMap<>();
  private final List<SparkSession> sessions = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger(FIRST);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger untranslated = new AtomicInteger();

  @TempDir static Path folder;
  private SqlTables tables;
  private volatile long deadline;

  @BeforeAll
  void makeTables() throws IOException {
    SparkSession spark = LocalSpark.session().newSession();
    spark.conf().set("spark.sql.datetime.java8API.enabled", true);
    tables = new SqlTables(spark, folder, new Random(seed));
    for (int i = 0; i < 12; i++) {
      sessions.add(session(i));
    }
  }

  @AfterAll
  void dropTables() {
    if (tables != null) {
      tables.drop();
    }
  }

  /** Most of them without generated code, which takes longer to compile than these tables last. */
  private static SparkSession session(int number) {
    SparkSession spark = LocalSpark.session().newSession();
    spark.conf().set("spark.sql.datetime.java8API.enabled", true);
    spark.conf().set("spark.sql.ansi.enabled", number % 2 == 0);
    spark.conf().set("spark.sql.session.timeZone", number % 3 == 0 ? "Europe/Berlin" : "UTC");
    spark.conf().set("spark.sql.codegen.wholeStage", number == 0);
    spark.conf().set("spark.sql.codegen.factoryMode", number == 0 ? "FALLBACK" : "NO_CODEGEN");
    spark.conf().set("spark.sql.adaptive.enabled", number % 6 == 1);
    spark.conf().set("spark.sql.shuffle.partitions", number % 4 == 0 ? 2 : 1);
    spark.conf().set("spark.sql.autoBroadcastJoinThreshold", number % 5 == 0 ? "-1" : "10m");
    spark.conf().set("spark.sql.caseSensitive", number % 7 == 0);
    return spark;
  }

  @Test
  void queriesAreAnsweredAsFromParquet() throws InterruptedException, ExecutionException {
    deadline = System.nanoTime() + MOST.toNanos();
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
        "seed %d: %d queries from %d on; failed alike: %s; not translated by Spark: %d%n",
        seed, asked.get(), FIRST, errors, untranslated.get());
    assertThat(failures).as("%d failures", failures.size()).isEmpty();
    assertThat(errors.values().stream().mapToInt(Integer::intValue).sum())
        .as("queries without an answer, which test little: %s", errors)
        .isLessThanOrEqualTo(asked.get() / 5 + 1);
  }

  private void askAll() {
    for (int i = next.getAndIncrement(); i < FIRST + QUERIES; i = next.getAndIncrement()) {
      if (failures.size() >= MOST_FAILURES || System.nanoTime() - deadline > 0) {
        return;
      }
      ask(i);
      asked.incrementAndGet();
    }
  }

  private void ask(int number) {
    SparkSession spark = sessions.get(number % sessions.size());
    String query = new RandomSql(tables.tables(), new Random(seed * 1_000_003 + number)).query();
    List<String> expected = answer(spark, tables.parquet(query), query);
    List<String> found = answer(spark, tables.mapped(query), query);
    if (found.equals(UNTRANSLATED)) {
      untranslated.incrementAndGet();
    } else if (!found.equals(expected)) {
      String failure =
          "%nseed %d, query %d (-Dsparkmmap.seed=%d -Dsparkmmap.sql.first=%d -Dsparkmmap.sql.queries=1), session %d:%n  %s%n  expected %s%n  found    %s"
              .formatted(
                  seed,
                  number,
                  seed,
                  number,
                  number % sessions.size(),
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
