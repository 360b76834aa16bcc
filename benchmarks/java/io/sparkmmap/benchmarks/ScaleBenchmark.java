// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.sparkmmap.spark.MmapManifest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * How long it takes until a query over many small files can begin: {@code load()} and the planning
 * of a count, of the files that a manifest names, and of those of a directory compared with Spark's
 * own text source.
 */
public final class ScaleBenchmark {
  private static final double MAX_MANIFEST_SECONDS = 10;
  private static final int FILES_PER_DIRECTORY = 1000;

  private final SparkSession spark;
  private final int repeats;

  private ScaleBenchmark(SparkSession spark, int repeats) {
    this.spark = spark;
    this.repeats = repeats;
  }

  /**
   * Prints a line for each case; ends with 1 if a goal is missed.
   *
   * @param args a folder for the data, how many files a manifest has, how many a directory has, and
   *     how often each case is repeated
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]).toAbsolutePath();
    int ofManifest = Integer.parseInt(args[1]);
    int ofDirectory = Integer.parseInt(args[2]);
    boolean reached;
    try (SparkSession spark = LocalSession.start()) {
      ScaleBenchmark benchmark = new ScaleBenchmark(spark, Integer.parseInt(args[3]));
      reached = benchmark.manifest(files(folder.resolve("manifest-files"), ofManifest));
      reached &= benchmark.directory(files(folder.resolve("directory-files"), ofDirectory));
    }
    System.exit(reached ? 0 : 1);
  }

  private boolean manifest(Path files) throws Exception {
    String path = files.resolveSibling(files.getFileName() + ".json").toString();
    MmapManifest.discover(
            spark, Map.of("path", files.toUri() + "*", "hosts", "*", "recursiveFileLookup", "true"))
        .write("file://" + path, new Configuration());
    double seconds =
        median(
            "manifest",
            () -> spark.read().format("mmap").option("manifest", "file://" + path).load());
    boolean reached = seconds <= MAX_MANIFEST_SECONDS;
    System.out.printf(
        Locale.ROOT,
        "a manifest is planned in at most %.0f s: %s%n",
        MAX_MANIFEST_SECONDS,
        reached ? "reached" : "MISSED");
    return reached;
  }

  private boolean directory(Path files) throws Exception {
    String pattern = files.toUri() + "*";
    double own = median("mmap", () -> spark.read().format("mmap").load(pattern));
    double text = median("Spark's text", () -> spark.read().format("text").load(pattern));
    System.out.printf(
        Locale.ROOT,
        "files of a directory are planned in %.2f of the time of Spark's text: %s%n",
        own / text,
        own <= text ? "reached" : "MISSED");
    return own <= text;
  }

  private double median(String name, Callable<Dataset<Row>> load) throws Exception {
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < repeats; i++) {
      double cpu = cpuSeconds();
      long start = System.nanoTime();
      Dataset<Row> files = load.call();
      double loaded = (System.nanoTime() - start) / 1e9;
      plan(files);
      double seconds = (System.nanoTime() - start) / 1e9;
      all.add(seconds);
      System.out.printf(
          Locale.ROOT,
          "%-14s load %6.2f s, load and plan %6.2f s, of processors %6.2f s%n",
          name,
          loaded,
          seconds,
          cpuSeconds() - cpu);
    }
    return Turns.quantile(all, 0.5);
  }

  /** Plans a count, and then the tasks that read the lines, which Spark's source puts off. */
  private static void plan(Dataset<Row> files) {
    files.selectExpr("count(*)").queryExecution().executedPlan();
    if (files.javaRDD().getNumPartitions() == 0) {
      throw new IllegalStateException("no tasks for files");
    }
  }

  private static double cpuSeconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  /** Files of three lines, in directories of a thousand. */
  private static Path files(Path folder, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Path directory = folder.resolve("d" + i / FILES_PER_DIRECTORY);
      Path file = directory.resolve("part-" + i + ".txt");
      if (!Files.exists(file)) {
        Files.createDirectories(directory);
        Files.writeString(file, "line 1 of " + i + "\nline 2\nline 3\n");
      }
    }
    return folder;
  }
}
