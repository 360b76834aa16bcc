// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import io.sparkmmap.examples.WebServerLog;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Scans a file that grows to many times the heap, and in the end beyond memory, from a cold cache,
 * compared with {@code dd}, and prints what that took of time and of the process's own memory: the
 * heap at its highest, and anonymous memory, which the page cache is no part of.
 */
public final class MemoryBenchmark {
  private static final double MIB = 1 << 20;
  private static final int GIB_SHIFT = 30;
  private static final double MAX_SPREAD = 0.15;
  private static final double MAX_GROWTH_MIB = 128;
  private static final int WARM_UPS = 3;

  /** Short files are read several times, since storage is not as fast at one time as at another. */
  private static final int GIB_OF_TURNS = 40;

  private static final int MOST_TURNS = 9;

  private MemoryBenchmark() {}

  /**
   * What one length took.
   *
   * @param gib length of the file
   * @param ddSeconds of {@code dd}
   * @param seconds of the scan
   * @param anonymousMib of the process after it
   */
  record Step(int gib, double ddSeconds, double seconds, double anonymousMib) {
    double secondsPerGib() {
      return seconds / gib;
    }
  }

  /**
   * Runs the series; ends with 1 if the cost for each GiB differs by more than 15 % from that of
   * all together, or anonymous memory grows.
   *
   * @param args a folder for the file, its largest length in GiB, and a file for the chart
   */
  public static void main(String[] args) throws Exception {
    Path file = Files.createDirectories(Path.of(args[0])).resolve("growing.log");
    int most = Integer.parseInt(args[1]);
    List<Step> steps = new ArrayList<>();
    try (SparkSession spark = LocalSession.start()) {
      System.out.printf(
          Locale.ROOT,
          "a heap of at most %.0f MiB%n    GiB      dd   count   s/GiB  heap peak  anonymous%n",
          Runtime.getRuntime().maxMemory() / MIB);
      for (int gib = 1; gib <= most; gib = gib == most ? most + 1 : Math.min(2 * gib, most)) {
        grow(file, gib);
        steps.add(scan(spark, file, gib));
      }
    } finally {
      Files.deleteIfExists(file);
    }
    MemoryChart.write(steps, Path.of(args[2]));
    System.exit(isFlat(steps) ? 0 : 1);
  }

  /** The first GiB, as often as needed. */
  private static void grow(Path file, int gib) throws IOException {
    long piece = 1L << GIB_SHIFT;
    if (gib == 1) {
      WebServerLog.write(file, piece, 1);
      return;
    }
    try (FileChannel in = FileChannel.open(file);
        FileChannel out = FileChannel.open(file, StandardOpenOption.APPEND)) {
      while (out.size() < gib * piece) {
        for (long done = 0; done < piece; ) {
          done += in.transferTo(done, piece - done, out);
        }
      }
    }
  }

  private static Step scan(SparkSession spark, Path file, int gib) throws Exception {
    Dataset<Row> lines = spark.read().format("mmap").load(file.toString());
    for (int i = 0; i < (gib == 1 ? WARM_UPS : 0); i++) {
      lines.count();
    }
    int turns = Math.max(1, Math.min(MOST_TURNS, GIB_OF_TURNS / gib));
    List<Double> dd = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    for (int turn = 0; turn < turns; turn++) {
      ColdFiles.drop(file);
      dd.add(ColdFiles.secondsOfDd(file));
      ColdFiles.drop(file);
      seconds.add(Turns.secondsOf(lines::count));
    }
    Step step = new Step(gib, Turns.median(dd), Turns.median(seconds), status("RssAnon:") / MIB);
    System.out.printf(
        Locale.ROOT,
        "%7d %7.2f %7.2f %7.3f %6.0f MiB %6.0f MiB%n",
        gib,
        step.ddSeconds(),
        step.seconds(),
        step.secondsPerGib(),
        heapPeak() / MIB,
        step.anonymousMib());
    return step;
  }

  private static boolean isFlat(List<Step> steps) {
    double bytes = steps.stream().mapToDouble(Step::gib).sum();
    double mean = steps.stream().mapToDouble(Step::seconds).sum() / bytes;
    double spread =
        steps.stream()
            .mapToDouble(step -> Math.abs(step.secondsPerGib() / mean - 1))
            .max()
            .orElseThrow();
    double growth = steps.get(steps.size() - 1).anonymousMib() - steps.get(0).anonymousMib();
    System.out.printf(
        Locale.ROOT,
        "%.3f s for each GiB, at most %.0f %% from that (goal 15 %%): %s; anonymous memory grew by"
            + " %.0f MiB%n",
        mean,
        100 * spread,
        spread <= MAX_SPREAD ? "reached" : "MISSED",
        growth);
    return spread <= MAX_SPREAD && growth <= MAX_GROWTH_MIB;
  }

  private static long heapPeak() {
    long peak = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      peak += pool.getType() == MemoryType.HEAP ? pool.getPeakUsage().getUsed() : 0;
    }
    return peak;
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
