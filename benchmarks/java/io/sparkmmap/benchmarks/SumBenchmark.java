// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import io.sparkmmap.core.mapping.ByteViews;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.MemoryMode;
import io.sparkmmap.core.mapping.PlannedFile;
import io.sparkmmap.core.mapping.ReadStatistics;
import io.sparkmmap.core.mapping.RegionSource;
import io.sparkmmap.core.mapping.RegionSources;
import io.sparkmmap.examples.TickRecords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Sums that are pushed down, without what Spark takes for any query, beside a plain loop over the
 * mapping on as many threads.
 */
public final class SumBenchmark {
  private static final int THREADS = 2;
  private static final int WARM_UPS = 10;
  private static final double GOAL = 2;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int POSITION_OF_SIZE = 32;
  private static final long SEED = 20_260_101;

  private SumBenchmark() {}

  /**
   * Runs the queries; ends with 1 if a goal was missed.
   *
   * @param args a folder for the data, its size in MiB, and how often each query is repeated
   */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    long bytes = Long.parseLong(args[1]) << 20;
    int repeats = Integer.parseInt(args[2]);
    long records = bytes / TickRecords.RECORD_BYTES;
    Path ticks = folder.resolve("ticks-" + records + ".bin");
    if (!Files.exists(ticks)) {
      TickRecords.write(ticks, records, SEED);
    }
    Path arrow = ArrowBenchmark.file(folder, bytes);
    boolean reached;
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[" + THREADS + "]")
            .config("spark.ui.enabled", "false")
            .getOrCreate()) {
      spark.sparkContext().setLogLevel("ERROR");
      Dataset<Row> fixedRows =
          spark
              .read()
              .format("mmap")
              .option("recordFormat", "fixed")
              .option("layout", TickRecords.LAYOUT)
              .load(ticks.toString());
      Dataset<Row> arrowRows = spark.read().format("mmap").load(arrow.toString());
      System.out.printf(
          "%-24s %10s %10s %10s %8s %8s%n", "query", "any query", "loop", "mmap", "ratio", "goal");
      run(spark, "fixed count(*)", () -> records, fixedRows::count, repeats);
      run(spark, "arrow count(*)", arrowRows::count, arrowRows::count, repeats);
      reached =
          run(
              spark,
              "fixed sum(int)",
              () -> loop(ticks, SumBenchmark::sumOfSizes),
              () -> fixedRows.selectExpr("sum(size)").first().getLong(0),
              repeats);
      reached &=
          run(
              spark,
              "fixed sum(int) filtered",
              () -> loop(ticks, SumBenchmark::sumOfLargeSizes),
              () -> fixedRows.where("size >= 500").selectExpr("sum(size)").first().getLong(0),
              repeats);
      reached &=
          run(
              spark,
              "arrow sum(long)",
              () -> ArrowBenchmark.plainSum(arrow, THREADS),
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
    List<Callable<?>> all = List.of(() -> spark.range(1).count(), loop, ours);
    double[][] seconds = new double[all.size()][repeats];
    for (int i = -WARM_UPS; i < repeats; i++) {
      for (int j = 0; j < all.size(); j++) {
        long start = System.nanoTime();
        all.get(j).call();
        seconds[j][Math.max(i, 0)] = (System.nanoTime() - start) / NANOS_PER_SECOND;
      }
    }
    double[] medians =
        Arrays.stream(seconds)
            .mapToDouble(times -> Arrays.stream(times).sorted().toArray()[repeats / 2])
            .toArray();
    double ratio = (medians[2] - medians[0]) / medians[1];
    System.out.printf(
        Locale.ROOT,
        "%-24s %8.3f s %8.3f s %8.3f s %6.2f x %6.1f x  %s%n",
        query,
        medians[0],
        medians[1],
        medians[2],
        ratio,
        GOAL,
        ratio <= GOAL ? "reached" : "MISSED");
    return ratio <= GOAL;
  }

  private interface Loop {
    /** Sums over some records that lie in one region. */
    long sum(ByteBuffer bytes, int position, int records);
  }

  private static long sumOfSizes(ByteBuffer bytes, int position, int records) {
    long sum = 0;
    int at = position + POSITION_OF_SIZE;
    for (int i = 0; i < records; i++) {
      sum += (int) ByteViews.INT_LE.get(bytes, at);
      at += TickRecords.RECORD_BYTES;
    }
    return sum;
  }

  private static long sumOfLargeSizes(ByteBuffer bytes, int position, int records) {
    long sum = 0;
    int at = position + POSITION_OF_SIZE;
    for (int i = 0; i < records; i++) {
      int size = (int) ByteViews.INT_LE.get(bytes, at);
      sum += size >= 500 ? size : 0;
      at += TickRecords.RECORD_BYTES;
    }
    return sum;
  }

  private static long loop(Path path, Loop loop) throws IOException {
    PlannedFile file = PlannedFile.of(path);
    long records = file.length() / TickRecords.RECORD_BYTES;
    return IntStream.range(0, THREADS)
        .parallel()
        .mapToLong(i -> sum(file, records * i / THREADS, records * (i + 1) / THREADS, loop))
        .sum();
  }

  private static long sum(PlannedFile file, long first, long end, Loop loop) {
    long sum = 0;
    try (LeaseScope leases = new LeaseScope();
        RegionSource source =
            RegionSources.open(file, MemoryMode.MAP, new ReadStatistics(), leases)) {
      long next = first;
      while (next < end) {
        long offset = next * TickRecords.RECORD_BYTES;
        MappedRegion region = source.regionAt(offset, TickRecords.RECORD_BYTES);
        int records =
            (int) Math.min(end - next, (region.endOffset() - offset) / TickRecords.RECORD_BYTES);
        sum += loop.sum(region.bytes(), (int) (offset - region.offset()), records);
        next += records;
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return sum;
  }
}
