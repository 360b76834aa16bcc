// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;

/**
 * Scans of files of which nothing is in memory, compared with {@code dd bs=4M} of the same file, in
 * turn; with the default prefetch, and with others.
 */
public final class ColdBenchmark {
  private static final int WARM_UPS = 3;
  private static final double GOAL = 0.9;
  private static final List<String> PREFETCHES = List.of("default", "0", "1m", "16m");

  private final SparkSession spark;
  private final int repeats;

  private ColdBenchmark(SparkSession spark, int repeats) {
    this.spark = spark;
    this.repeats = repeats;
  }

  /**
   * Runs the scans; ends with 1 if one with the default is slower than 90 % of {@code dd}.
   *
   * @param args a folder for the data, the size of each file in MiB, how often each is scanned
   */
  public static void main(String[] args) throws Exception {
    ScanData data = new ScanData(Path.of(args[0]), Long.parseLong(args[1]) << 20);
    boolean reached;
    try (SparkSession spark = LocalSession.start()) {
      ColdBenchmark benchmark = new ColdBenchmark(spark, Integer.parseInt(args[2]));
      System.out.println("query              prefetchBytes    seconds      GB/s   of dd     goal");
      reached = benchmark.fixed(data.ticks());
      reached &= benchmark.text(data.log());
    }
    System.exit(reached ? 0 : 1);
  }

  private boolean fixed(Path ticks) throws Exception {
    return run(
        "fixed sum(int)",
        ticks,
        prefetch -> {
          var rows = with(prefetch, ScanData.ticksReader(spark)).load(ticks.toString());
          return () -> rows.selectExpr("sum(size)").first();
        });
  }

  private boolean text(Path log) throws Exception {
    return run(
        "text count",
        log,
        prefetch -> with(prefetch, spark.read().format("mmap")).load(log.toString())::count);
  }

  private static DataFrameReader with(String prefetch, DataFrameReader reader) {
    return prefetch.equals("default") ? reader : reader.option("prefetchBytes", prefetch);
  }

  private interface Scan {
    Callable<?> with(String prefetch);
  }

  private boolean run(String query, Path file, Scan scan) throws Exception {
    Callable<?> usual = scan.with("default");
    for (int i = 0; i < WARM_UPS; i++) {
      usual.call();
    }
    List<Double> dd = new ArrayList<>();
    Map<String, List<Double>> ours = new TreeMap<>();
    for (int i = 0; i < repeats; i++) {
      ColdFiles.drop(file);
      dd.add(ColdFiles.secondsOfDd(file));
      for (String prefetch : PREFETCHES) {
        Callable<?> answer = scan.with(prefetch);
        ColdFiles.drop(file);
        ours.computeIfAbsent(prefetch, name -> new ArrayList<>()).add(Turns.secondsOf(answer));
      }
    }
    double ddSeconds = Turns.median(dd);
    print("dd bs=4M", "", Files.size(file), ddSeconds, 1);
    System.out.println();
    for (String prefetch : PREFETCHES) {
      double seconds = Turns.median(ours.get(prefetch));
      print(query, prefetch, Files.size(file), seconds, ddSeconds / seconds);
      System.out.println(
          prefetch.equals("default")
              ? "    90 %  " + (ddSeconds / seconds >= GOAL ? "reached" : "MISSED")
              : "");
    }
    return ddSeconds / Turns.median(ours.get("default")) >= GOAL;
  }

  private static void print(
      String query, String prefetch, long bytes, double seconds, double share) {
    System.out.printf(
        Locale.ROOT,
        "%-18s %-13s %8.3f s %8.2f %6.0f %%",
        query,
        prefetch,
        seconds,
        bytes / seconds / 1e9,
        100 * share);
  }
}
