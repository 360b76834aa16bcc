// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.examples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Queries one large text file through Spark's own text source and through {@code format("mmap")},
 * and says which was faster by how much.
 */
public final class Quickstart {
  private static final int RUNS = 5;
  private static final int SAMPLE_LINES = 10;
  private static final int SAMPLE_WIDTH = 110;
  private static final int TOP = 10;

  private final QuickstartOptions options;
  private final PrintStream out;

  private Quickstart(QuickstartOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /** Runs as {@link QuickstartOptions#USAGE} says; anything but success ends with an exit code. */
  public static void main(String[] arguments) throws IOException {
    if (List.of(arguments).contains("--help")) {
      System.out.print(QuickstartOptions.USAGE);
      return;
    }
    try {
      new Quickstart(QuickstartOptions.parse(arguments), System.out).run();
    } catch (IllegalArgumentException e) {
      System.err.println("quickstart: " + e.getMessage() + "\n\n" + QuickstartOptions.USAGE);
      System.exit(2);
    }
  }

  private void run() throws IOException {
    Path file = options.file().isPresent() ? given(options.file().get()) : generated();
    out.println("Starting Spark ...");
    try (SparkSession spark = session()) {
      out.printf("Spark %s on %s%n%n", spark.version(), spark.sparkContext().master());
      Dataset<Row> text = spark.read().text(file.toString());
      Dataset<Row> mmap = spark.read().format("mmap").load(file.toString());
      printSample(mmap);
      compare(text, mmap);
    }
  }

  private static SparkSession session() {
    return SparkSession.builder()
        .appName("spark-mmap quickstart")
        .master(System.getProperty("spark.master", "local[*]"))
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "8")
        .getOrCreate();
  }

  private Path given(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("there is no file " + file.toAbsolutePath());
    }
    out.printf("%s, %s%n", file, size(Files.size(file)));
    return file.toAbsolutePath();
  }

  private Path generated() throws IOException {
    String name = "access-%d-%d.log".formatted(options.bytes(), options.seed());
    Path file = options.directory().resolve(name);
    if (Files.exists(file) && Files.size(file) == options.bytes()) {
      out.printf("%s, %s, is there from an earlier run%n", file, size(options.bytes()));
    } else {
      out.printf("Generating a web-server log of %s ...%n", size(options.bytes()));
      long start = System.nanoTime();
      WebServerLog.write(file, options.bytes(), options.seed());
      out.printf(Locale.ROOT, "%s, written in %.1f s%n", file, (System.nanoTime() - start) / 1e9);
    }
    return file.toAbsolutePath();
  }

  private void printSample(Dataset<Row> lines) {
    out.printf("The first of its lines, by take(%d):%n", SAMPLE_LINES);
    for (Row row : lines.takeAsList(SAMPLE_LINES)) {
      String line = row.getString(0);
      out.println(
          "  " + (line.length() > SAMPLE_WIDTH ? line.substring(0, SAMPLE_WIDTH) + "..." : line));
    }
  }

  private void compare(Dataset<Row> text, Dataset<Row> mmap) {
    out.printf("%nspark.read.text(...) and spark.read.format(\"mmap\").load(...), ");
    out.printf("best of %d runs after a warm-up each:%n", RUNS);
    SideBySide sides = new SideBySide(text, mmap, RUNS, out);
    sides.printHead();
    sides.compare("count()", Quickstart::count);
    sides.compare(
        "filter(contains \"" + options.needle() + "\")",
        lines -> count(lines.filter(functions.col("value").contains(options.needle()))));
    List<Row> top = sides.compare("top 10 by first word", Quickstart::topFirstWords);

    out.printf("%nThe answers are the same. The most frequent first words:%n");
    top.forEach(row -> out.printf(Locale.ROOT, "  %9d  %s%n", row.getLong(1), row.getString(0)));
  }

  private static List<Row> count(Dataset<Row> lines) {
    return lines.agg(functions.count("*")).collectAsList();
  }

  private static List<Row> topFirstWords(Dataset<Row> lines) {
    return lines
        .groupBy(functions.substring_index(functions.col("value"), " ", 1).as("word"))
        .count()
        .orderBy(functions.col("count").desc(), functions.col("word"))
        .limit(TOP)
        .collectAsList();
  }

  private static String size(long bytes) {
    return bytes < 1L << 30
        ? String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20))
        : String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1 << 30));
  }
}
