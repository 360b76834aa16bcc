// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Thirty-two tasks at once over as many files, in a process that may hold a single mapping, while
 * garbage is collected all the time: which file has the mapping changes from query to query.
 */
public final class CacheCapApp {
  private static final int FILES = 32;

  private final SparkSession spark;
  private final Path folder;
  private final Mode mode;
  private int generation;
  private boolean mapped;

  private CacheCapApp(SparkSession spark, Path folder, Mode mode) {
    this.spark = spark;
    this.folder = folder;
    this.mode = mode;
  }

  /**
   * Runs all trials.
   *
   * @param args an empty folder, a {@link Mode}, and how often to run each query
   */
  public static void main(String[] args) throws Exception {
    try (SparkSession spark = FaultQuery.session(FILES)) {
      CacheCapApp app = new CacheCapApp(spark, Path.of(args[0]), Mode.valueOf(args[1]));
      AtomicBoolean done = new AtomicBoolean();
      CompletableFuture<Void> collector = CompletableFuture.runAsync(() -> collectUntil(done));
      for (int i = 0; i < Integer.parseInt(args[2]); i++) {
        Trials.attempt(6, "one mapping, 32 tasks, forced garbage collection", app::readAll);
      }
      done.set(true);
      collector.get();
      assertThat(app.mapped).isEqualTo(app.mode == Mode.MAPPED);
      Trials.done();
    }
  }

  /** Collects about half of the time, and leaves the other half to the tasks. */
  private static void collectUntil(AtomicBoolean done) {
    while (!done.get()) {
      long start = System.nanoTime();
      System.gc();
      LockSupport.parkNanos(Math.max(System.nanoTime() - start, TimeUnit.MILLISECONDS.toNanos(20)));
    }
  }

  /** Writes files that say which they are in every line, and compares what queries give. */
  private void readAll() throws IOException {
    Path files = Files.createDirectory(folder.resolve("files-" + generation++));
    for (int file = 0; file < FILES; file++) {
      String line = "generation %03d file %03d ".formatted(generation, file);
      Files.writeString(files.resolve("f" + file), (line + "x".repeat(40) + "\n").repeat(8_000));
    }
    Dataset<Row> lines =
        spark
            .read()
            .format("mmap")
            .option("memoryMap", mode.memoryMap())
            .option("maxPartitionBytes", 1 << 20)
            .load(files.toString());
    assertThat(lines.rdd().getNumPartitions()).isEqualTo(FILES);
    Dataset<Row> counted = lines.groupBy("value").count();
    List<Row> groups = counted.collectAsList();
    assertThat(groups).hasSize(FILES).allMatch(row -> row.getLong(1) == 8_000);
    assertThat(groups)
        .extracting(row -> row.getString(0).substring(0, 14))
        .containsOnly("generation %03d".formatted(generation));
    long readInstead =
        counted
            .queryExecution()
            .executedPlan()
            .collectLeaves()
            .head()
            .metrics()
            .apply("filesReadInstead")
            .value();
    if (mode == Mode.MAPPED) {
      assertThat(readInstead).isPositive();
    } else {
      assertThat(readInstead).isZero();
    }
    noteMappings();
  }

  /** One mapping, and none of those that were ended for it. */
  private void noteMappings() throws IOException {
    long mappings =
        Files.readAllLines(Path.of("/proc/self/maps"), ISO_8859_1).stream()
            .filter(line -> line.contains(folder + "/files-"))
            .count();
    assertThat(mappings).isLessThanOrEqualTo(1);
    mapped |= mappings > 0;
  }
}
