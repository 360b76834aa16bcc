// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import io.sparkmmap.core.mapping.SharedMappings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What guard and fence cost: scans of the same mapped file with them and without them, in turn, so
 * that whatever else changes meanwhile changes both. The cost is the median of what the turns give.
 */
public final class GuardBenchmark {
  private static final double MAX_COST = 0.02;
  private static final int WARM_UPS = 8;
  private static final int SCANS_PER_TURN = 5;

  private GuardBenchmark() {}

  /**
   * Prints a line for each query; ends with 1 if one costs over 2 %.
   *
   * @param args a folder for the data, its size in MiB, and how many turns each side gets
   */
  public static void main(String[] args) throws Exception {
    ScanData data = new ScanData(Path.of(args[0]), Long.parseLong(args[1]) << 20);
    int turns = Integer.parseInt(args[2]);
    boolean cheap;
    try (SparkSession spark = LocalSession.start()) {
      Dataset<Row> lines = spark.read().format("mmap").load(data.log().toString());
      Dataset<Row> ticks = ScanData.ticksReader(spark).load(data.ticks().toString());
      System.out.println("query              protected  unprotected     cost");
      cheap = compare("text count", lines::count, turns);
      cheap &= compare("fixed sum(int)", () -> ticks.selectExpr("sum(size)").first(), turns);
    }
    System.exit(cheap ? 0 : 1);
  }

  private static boolean compare(String query, Callable<?> scan, int turns) throws Exception {
    for (int i = 0; i < WARM_UPS; i++) {
      scan.call();
    }
    List<Double> on = new ArrayList<>();
    List<Double> off = new ArrayList<>();
    List<Double> costs = new ArrayList<>();
    for (int i = 0; i < turns; i++) {
      // Each side begins every other turn.
      boolean first = i % 2 == 0;
      double one = turn(first, scan);
      double other = turn(!first, scan);
      on.add(first ? one : other);
      off.add(first ? other : one);
      costs.add(on.get(i) / off.get(i) - 1);
    }
    SharedMappings.protect(true);
    SharedMappings.letGo();
    double cost = Turns.quantile(costs, 0.5);
    System.out.printf(
        Locale.ROOT,
        "%-16s %9.4f s %10.4f s %7.2f %% (quartiles %.2f, %.2f)  %s%n",
        query,
        Turns.quantile(on, 0.5),
        Turns.quantile(off, 0.5),
        100 * cost,
        100 * Turns.quantile(costs, 0.25),
        100 * Turns.quantile(costs, 0.75),
        cost <= MAX_COST ? "at most 2 %: reached" : "at most 2 %: MISSED");
    return cost <= MAX_COST;
  }

  /** The seconds of the fastest scan of some over a mapping of their own. */
  private static double turn(boolean guardAndFence, Callable<?> scan) throws Exception {
    SharedMappings.protect(guardAndFence);
    SharedMappings.letGo(); // a mapping is guarded when it is made, or never
    scan.call();
    double fastest = Double.MAX_VALUE;
    for (int i = 0; i < SCANS_PER_TURN; i++) {
      fastest = Math.min(fastest, Turns.secondsOf(scan));
    }
    return fastest;
  }
}
