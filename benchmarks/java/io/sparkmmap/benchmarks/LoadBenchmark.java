// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/**
 * How long {@code load()} of many small CSV files takes compared with Spark's own source: a header
 * and two rows each, with types that are found and without. Prints the medians and their ratio.
 */
final class LoadBenchmark {
  private static final int WARM_UPS = 1;
  private static final double WARM_UP_SECONDS = 60;

  private LoadBenchmark() {}

  /**
   * Prints the table.
   *
   * @param args a folder for the files, how many of them, how often to repeat
   */
  public static void main(String[] args) throws Exception {
    int files = Integer.parseInt(args[1]);
    Path folder = write(Path.of(args[0]).resolve("load-" + files), files);
    SparkSession spark = LocalSession.start();
    System.out.printf(
        "load() of %,d csv files of two rows, %d cores; median seconds%n%n",
        files, LocalSession.THREADS);
    System.out.printf("%-14s %10s %10s %12s %10s%n", "", "mmap", "csv", "mmap / csv", "aim");
    for (boolean infers : new boolean[] {false, true}) {
      Turns turns = new Turns(WARM_UPS, WARM_UP_SECONDS);
      for (String source : new String[] {"mmap", "csv"}) {
        turns.add(
            source,
            () ->
                spark
                    .read()
                    .format(source)
                    .option("header", "true")
                    .option("inferSchema", infers)
                    .load(folder.toString())
                    .schema());
      }
      turns.run(Integer.parseInt(args[2]));
      System.out.printf(
          Locale.ROOT,
          "%-14s %10.2f %10.2f %12.2f %10s%n",
          infers ? "inferSchema" : "names only",
          turns.median("mmap"),
          turns.median("csv"),
          turns.median("mmap") / turns.median("csv"),
          "<= 1.00");
    }
    spark.stop();
  }

  private static Path write(Path folder, int files) throws IOException {
    Path done = folder.resolve("_done");
    if (Files.exists(done)) {
      return folder;
    }
    Files.createDirectories(folder);
    for (int i : IntStream.range(0, files).toArray()) {
      Files.writeString(
          folder.resolve("part-%05d.csv".formatted(i)),
          "id,price,day,name\n" + i + ",1.5,2026-01-31,a\n" + (i + 1) + ",,,b\n");
    }
    Files.createFile(done);
    return folder;
  }
}
