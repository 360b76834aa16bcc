// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import io.sparkmmap.examples.WebServerLog;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Scans a file that is much larger than the heap, and prints what that took of the process's own
 * memory: the heap at its highest, and anonymous memory, which the page cache is no part of.
 */
public final class MemoryBenchmark {
  private static final double MIB = 1 << 20;

  private MemoryBenchmark() {}

  /**
   * Runs two scans.
   *
   * @param args a folder for the file, and its size in MiB
   */
  public static void main(String[] args) throws IOException {
    long bytes = Long.parseLong(args[1]) << 20;
    Path file = Path.of(args[0]).resolve("access-" + bytes + ".log");
    if (!Files.exists(file)) {
      WebServerLog.write(file, bytes, 1);
    }
    System.out.printf(
        Locale.ROOT,
        "a file of %.0f MiB, a heap of at most %.0f MiB%n",
        bytes / MIB,
        Runtime.getRuntime().maxMemory() / MIB);
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .getOrCreate()) {
      spark.sparkContext().setLogLevel("ERROR");
      Dataset<Row> lines = spark.read().format("mmap").load(file.toString());
      lines.limit(1).count();
      print("before", 0, 0);
      long start = System.nanoTime();
      long count = lines.count();
      print("count", count, System.nanoTime() - start);
      start = System.nanoTime();
      long found = lines.filter("length(value) > 300").count();
      print("filter on length", found, System.nanoTime() - start);
    }
  }

  private static void print(String what, long answer, long nanos) throws IOException {
    long peak = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      peak += pool.getType() == MemoryType.HEAP ? pool.getPeakUsage().getUsed() : 0;
    }
    System.out.printf(
        Locale.ROOT,
        "%-18s %12d  %6.1f s  heap peak %5.0f MiB  anonymous %5.0f MiB  mapped and resident %6.0f MiB%n",
        what,
        answer,
        nanos / 1e9,
        peak / MIB,
        status("RssAnon:") / MIB,
        status("RssFile:") / MIB);
  }

  private static long status(String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    return 0;
  }
}
