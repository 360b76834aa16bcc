// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Sums that are pushed down, without what Spark takes for any query, compared with a plain loop
 * over the mapping on as many threads.
 */
public final class SumBenchmark {
  private static final int WARM_UPS = 10;
  private static final double WARM_UP_SECONDS = 15;
  private static final double GOAL = 2;

  private SumBenchmark() {}

  /**
   * Runs the queries; ends with 1 if a goal was missed.
   *
   * @param args a folder for the data, its size in MiB, and how often each query is repeated
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    ScanData data = new ScanData(folder, Long.parseLong(args[1]) << 20);
    int repeats = Integer.parseInt(args[2]);
    Path ticks = data.ticks();
    Path arrow = ArrowBenchmark.file(folder, data.bytes());
    boolean reached;
    try (SparkSession spark = LocalSession.start()) {
      Dataset<Row> fixedRows = ScanData.ticksReader(spark).load(ticks.toString());
      Dataset<Row> arrowRows = spark.read().format("mmap").load(arrow.toString());
      System.out.printf(
          "%-24s %10s %10s %10s %8s %8s%n", "query", "any query", "loop", "mmap", "ratio", "goal");
      reached =
          run(
              spark,
              "fixed sum(int)",
              () -> (long) PlainLoop.overTicks(ticks, PlainLoop::sumOfSizes),
              () -> fixedRows.selectExpr("sum(size)").first().getLong(0),
              repeats);
      reached &=
          run(
              spark,
              "fixed sum(int) filtered",
              () -> (long) PlainLoop.overTicks(ticks, PlainLoop::sumOfLargeSizes),
              () -> fixedRows.where("size >= 500").selectExpr("sum(size)").first().getLong(0),
              repeats);
      reached &=
          run(
              spark,
              "arrow sum(long)",
              () -> ArrowBenchmark.plainSum(arrow),
              () -> arrowRows.selectExpr("sum(c1)").first().getLong(0),
              repeats);
    }
    System.exit(reached ? 0 : 1);
  }

  private static boolean run(
      SparkSession spark, String query, Callable<Long> loop, Callable<Long> ours, int repeats)
      throws Exception {
    if (!loop.call().equals(ours.call())) {
      throw new IllegalStateException(query + ": " + loop.call() + " and " + ours.call());
    }
    Turns turns =
        new Turns(WARM_UPS, WARM_UP_SECONDS)
            .add("any query", () -> spark.range(1).count())
            .add("loop", loop)
            .add("mmap", ours);
    turns.run(repeats);
    double ratio = (turns.median("mmap") - turns.median("any query")) / turns.median("loop");
    System.out.printf(
        Locale.ROOT,
        "%-24s %8.3f s %8.3f s %8.3f s %6.2f x %6.1f x  %s%n",
        query,
        turns.median("any query"),
        turns.median("loop"),
        turns.median("mmap"),
        ratio,
        GOAL,
        ratio <= GOAL ? "reached" : "MISSED");
    return ratio <= GOAL;
  }
}
