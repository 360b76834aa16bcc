// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.spark.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The queries of TPC-H over each format, with the answers that Parquet gives. All of them are in a
 * total order, and made of decimals, so that they are compared as they stand.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TpchIT {
  @TempDir static Path folder;

  /** Two, since planning and compiling, which are one thread's work, are much of a query. */
  private final ExecutorService pool = Executors.newFixedThreadPool(2);

  private TpchFiles files;
  private List<List<String>> expected;

  @BeforeAll
  void writeFiles() throws IOException, InterruptedException, ExecutionException {
    files = new TpchFiles(LocalSpark.session().newSession(), folder);
    expected = answers("parquet", true);
  }

  @AfterAll
  void endThreads() {
    pool.shutdownNow();
  }

  @AfterEach
  void leaveTheSharedSessionActive() {
    LocalSpark.session();
  }

  private List<List<String>> answers(String format, boolean ansi)
      throws InterruptedException, ExecutionException {
    long started = System.nanoTime();
    SparkSession spark = LocalSpark.session().newSession();
    spark.conf().set("spark.sql.ansi.enabled", ansi);
    spark.conf().set("spark.sql.adaptive.enabled", ansi); // which are other plans of the same
    spark.conf().set("spark.sql.ui.explainMode", "simple");
    files.show(spark, format);
    List<Future<List<String>>> answers = new ArrayList<>();
    for (String query : TpchQueries.ALL) {
      answers.add(pool.submit(() -> answer(spark, query)));
    }
    List<List<String>> rows = new ArrayList<>();
    for (Future<List<String>> answer : answers) {
      rows.add(answer.get());
    }
    System.out.printf(
        "TPC-H of %s, ANSI %s: %d s%n",
        format, ansi, (System.nanoTime() - started) / 1_000_000_000);
    return rows;
  }

  private static List<String> answer(SparkSession spark, String query) {
    SparkSession.setActiveSession(spark);
    return spark.sql(query).collectAsList().stream().map(Row::toString).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "csv, true",
    "csv, false",
    "fixed, true",
    "fixed, false",
    "arrow, true",
    "arrow, false"
  })
  void queriesAreAnsweredAsFromParquet(String format, boolean ansi)
      throws InterruptedException, ExecutionException {
    List<List<String>> found = answers(format, ansi);
    for (int i = 0; i < found.size(); i++) {
      assertThat(expected.get(i)).as("query %d", i + 1).isNotEmpty();
      assertThat(found.get(i)).as("query %d", i + 1).isEqualTo(expected.get(i));
    }
  }
}
