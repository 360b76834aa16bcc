// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.pagecache.FileResidency;
import io.sparkmmap.core.pagecache.PageCache;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Looks up a record by its key in a large sorted file of which no page is in memory, and counts the
 * pages that are afterwards. The file is one of zeros with other keys at both ends, so that it
 * takes no room on the disk: a search probes as many places as in any other.
 */
public final class LookupBenchmark {
  private static final int RECORD_BYTES = 16;
  private static final int KEYS = 1000;
  private static final int WARM_UPS = 10;
  private static final long MAX_PAGES = 200;
  private static final double MAX_MILLIS = 50;

  private LookupBenchmark() {}

  /**
   * Runs the lookups; ends with 1 if a goal was missed.
   *
   * @param args a folder for the data, its size in MiB, and how many lookups
   */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    Path file = folder.resolve("sorted-" + args[1] + ".bin");
    write(file, (Long.parseLong(args[1]) << 20) / RECORD_BYTES);
    boolean reached;
    try (SparkSession spark = LocalSession.start()) {
      Dataset<Row> rows =
          spark
              .read()
              .format("mmap")
              .option("recordFormat", "fixed")
              .option("layout", "key int64be, n int64")
              .option("sortedBy", "key")
              .load(file.toString());
      reached = run(spark, rows, file, Integer.parseInt(args[2]));
    } finally {
      Files.delete(file);
    }
    System.exit(reached ? 0 : 1);
  }

  private static void write(Path file, long records) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(records * RECORD_BYTES);
      for (int i = 0; i < KEYS; i++) {
        out.seek((long) RECORD_BYTES * i);
        out.writeLong(i - KEYS);
        out.seek(RECORD_BYTES * (records - KEYS + i));
        out.writeLong(i + 1L);
      }
    }
  }

  private static boolean run(SparkSession spark, Dataset<Row> rows, Path file, int lookups)
      throws Exception {
    List<Double> empty = new ArrayList<>();
    List<Double> found = new ArrayList<>();
    long mostPages = 0;
    for (int i = -WARM_UPS; i < lookups; i++) {
      PageCache.evict(file, done -> {});
      long before = resident(file);
      double emptyMillis = Turns.millisOf(() -> spark.range(1).count());
      int key = 1 + (i + WARM_UPS) % KEYS;
      double foundMillis = Turns.millisOf(() -> find(rows, key));
      if (i >= 0) {
        empty.add(emptyMillis);
        found.add(foundMillis);
      }
      mostPages = Math.max(mostPages, (resident(file) - before) / PageSize.bytes());
    }
    double beyond = Turns.median(found) - Turns.median(empty);
    System.out.printf(
        Locale.ROOT,
        "a lookup in %d MiB: %.1f ms, an empty query %.1f ms: %.1f ms beyond it (goal %.0f),"
            + " at most %d pages (goal %d)%n",
        Files.size(file) >> 20,
        Turns.median(found),
        Turns.median(empty),
        beyond,
        MAX_MILLIS,
        mostPages,
        MAX_PAGES);
    return beyond <= MAX_MILLIS && mostPages < MAX_PAGES;
  }

  private static Object find(Dataset<Row> rows, int key) {
    int count = rows.where("key = " + key).collectAsList().size();
    if (count != 1) {
      throw new IllegalStateException("key " + key + " was found " + count + " times");
    }
    return count;
  }

  private static long resident(Path file) throws IOException {
    return FileResidency.residentBytes(file)
        .orElseThrow(() -> new IllegalStateException("needs mincore, of the native library"));
  }
}
