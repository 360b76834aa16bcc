// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.contract.ChangingFile.Change;
import io.sparkmmap.contract.Versions.State;
import io.sparkmmap.core.file.FileChangedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A writer changes a file at random while queries of several tasks read it: each answer is that of
 * the version which was there when the query was planned, or an error. {@code
 * -Dsparkmmap.hunt.seconds} makes it longer.
 */
final class WriterHunt {
  private static final long SECONDS = Long.getLong("sparkmmap.hunt.seconds", 3);

  private final Versions versions;
  private final ChangingFile file;
  private final Function<Path, Dataset<Row>> reader;
  private final Random random;
  private final String about;

  /** How long the last query took: about half of them are to see a change. */
  private volatile int queryMs;

  /**
   * @param reader of the file, in splits of a part of it
   * @param about what is hunted, for messages
   */
  WriterHunt(
      SparkSession spark,
      ContractFormat format,
      Path folder,
      Function<Path, Dataset<Row>> reader,
      long seed,
      String about)
      throws IOException {
    this.versions = new Versions(spark, format, seed);
    this.random = new Random(seed);
    this.file = new ChangingFile(folder.resolve(format.fileName()), versions, new Random(seed + 1));
    this.reader = reader;
    this.about = about + ", seed " + seed;
  }

  /** A query, what it gives of a state, and whether the rows of its answer say their version. */
  private record Query(
      String text,
      Function<Dataset<Row>, Dataset<Row>> of,
      Function<State, List<String>> answer,
      boolean saysVersions) {}

  void run() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> keepChanging(ended));
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    int answers = 0;
    try {
      while (System.nanoTime() < end || (answers == 0 && !writer.isDone())) {
        answers += ask(query());
      }
    } finally {
      ended.set(true);
      writer.get();
    }
  }

  private void keepChanging(AtomicBoolean ended) {
    try {
      while (!ended.get()) {
        Thread.sleep(random.nextInt(20 + 2 * queryMs));
        file.change();
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns how many answers there were. */
  private int ask(Query query) {
    long start = System.nanoTime();
    long planned = Long.MAX_VALUE;
    try {
      Dataset<Row> rows = query.of.apply(reader.apply(file.path()));
      Objects.requireNonNull(rows.queryExecution().executedPlan());
      planned = System.nanoTime();
      List<String> found =
          rows.collectAsList().stream().map(row -> row.mkString("|")).sorted().toList();
      checkAnswer(query, found, start, planned, System.nanoTime());
      return 1;
    } catch (Exception e) { // Spark throws checked ones without saying so
      checkError(query, e, start, Math.min(planned, System.nanoTime()));
      return 0;
    } finally {
      queryMs = (int) ((System.nanoTime() - start) / 1_000_000);
    }
  }

  private Query query() {
    String number = versions.rowNumber();
    return switch (random.nextInt(6)) {
      case 0 -> new Query("rows", rows -> byVersion(rows, number), this::whole, true);
      case 1 ->
          new Query(
              "rows that pass a filter",
              rows -> byVersion(rows.where(firstColumn(rows) + " >= '0'"), number),
              this::whole,
              true);
      case 2 ->
          new Query(
              "aggregates",
              rows -> rows.selectExpr("count(1)", "min(" + firstColumn(rows) + ")"),
              state -> List.of(state.rows() + "|" + versions.row(state, 0).get(0)),
              false);
      case 3 ->
          new Query(
              "count",
              rows -> rows.selectExpr("count(1)"),
              state -> List.of(String.valueOf(state.rows())),
              false);
      case 4 -> search(number);
      default -> groups();
    };
  }

  private static String firstColumn(Dataset<Row> rows) {
    return rows.schema().fieldNames()[0];
  }

  private Dataset<Row> byVersion(Dataset<Row> rows, String number) {
    return rows.selectExpr(number + " AS n", versions.contentHash() + " AS h")
        .repartition(2) // in tasks that fail by themselves
        .groupBy(expr("n DIV " + Versions.NUMBERS + " AS v"))
        .agg(
            expr("min(n) AS first"),
            expr("max(n) AS last"),
            expr("count(1) AS rows"),
            expr("cast(sum(cast(h AS decimal(20))) AS decimal(38)) AS hash"))
        .drop("v");
  }

  private List<String> whole(State state) {
    return List.of(versions.whole(state));
  }

  /** The row of one number, of a version that is there or was. */
  private Query search(String number) {
    List<Change> changes = file.changes();
    State of = changes.get(Math.max(0, changes.size() - 1 - random.nextInt(3))).state;
    int row = random.nextInt(of.rows());
    Object wanted = versions.row(of, row).get(0);
    return new Query(
        "search of row " + row + " of " + of,
        rows -> rows.where(col(firstColumn(rows)).equalTo(wanted)).selectExpr(number),
        state ->
            state.number() == of.number() && row < state.rows()
                ? List.of(String.valueOf(of.numberOf(row)))
                : List.of(),
        false);
  }

  private Query groups() {
    List<String> columns = versions.grouped();
    if (columns.isEmpty()) {
      return new Query("all rows", Dataset::toDF, this::all, false);
    }
    String column = columns.get(random.nextInt(columns.size()));
    return new Query(
        "groups by " + column,
        rows -> rows.groupBy(column).count(),
        state -> versions.groups(state, column),
        false);
  }

  private List<String> all(State state) {
    return IntStream.range(0, state.rows())
        .mapToObj(i -> versions.row(state, i).mkString("|"))
        .sorted()
        .toList();
  }

  private void checkAnswer(
      Query query, List<String> found, long startNanos, long plannedNanos, long endNanos) {
    List<Change> changes = file.changes();
    for (int i = 0; i < changes.size(); i++) {
      boolean wasThere =
          changes.get(i).startNanos() <= plannedNanos
              && (i == changes.size() - 1 || changes.get(i + 1).endNanos() >= startNanos);
      if (wasThere && query.answer.apply(changes.get(i).state).equals(found)) {
        return;
      }
    }
    boolean half = changes.stream().anyMatch(change -> change.isWithin(startNanos, plannedNanos));
    boolean mixed = changes.stream().anyMatch(change -> change.isThroughout(startNanos, endNanos));
    if (half && (mixed || !query.saysVersions)) {
      return; // of a file that was half written when the query was planned
    }
    if (half) {
      assertThat(found.stream().filter(group -> !group.contains("|1|")))
          .as("versions of more than one row, which may be cut; %s: %s", about, query.text)
          .hasSizeLessThan(2);
      return;
    }
    throw new AssertionError(
        "%s: %s, from %d, planned at %d, to %d%nfound %s%nof no version of%n%s"
            .formatted(
                about, query.text, startNanos, plannedNanos, endNanos, some(found), some(changes)));
  }

  private static String some(List<?> many) {
    return many.subList(Math.max(0, many.size() - 10), many.size()).stream()
        .map(String::valueOf)
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private void checkError(Query query, Exception error, long startNanos, long plannedNanos) {
    long endNanos = System.nanoTime();
    List<Change> changes = file.changes();
    if (changes.stream().noneMatch(change -> change.isWithin(startNanos, endNanos))) {
      throw new AssertionError(
          "%s: %s failed, from %d to %d, though nobody changed the file:%n%s"
              .formatted(about, query.text, startNanos, endNanos, some(changes)),
          error);
    }
    boolean half = changes.stream().anyMatch(change -> change.isWithin(startNanos, plannedNanos));
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      boolean isOurs = cause.getClass().getName().startsWith("io.sparkmmap.");
      if (cause instanceof FileChangedException || (half && isOurs)) {
        return;
      }
    }
    throw new AssertionError(
        "%s: %s, from %d, planned at %d, to %d, %n%s"
            .formatted(about, query.text, startNanos, plannedNanos, endNanos, some(changes)),
        error);
  }
}
