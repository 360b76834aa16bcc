// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.examples;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Asks two sources that have to have the same rows the same questions, in turn, and prints a table
 * of their times: the best of a few runs after one that does not count.
 */
final class SideBySide {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Dataset<Row> text;
  private final Dataset<Row> mmap;
  private final int runs;
  private final PrintStream out;

  SideBySide(Dataset<Row> text, Dataset<Row> mmap, int runs, PrintStream out) {
    this.text = text;
    this.mmap = mmap;
    this.runs = runs;
    this.out = out;
  }

  void printHead() {
    line("query", "text", "mmap", "faster", "answer");
  }

  /**
   * Prints the line of one query.
   *
   * @return the answer that both gave
   * @throws IllegalStateException if the answers differ
   */
  List<Row> compare(String name, Function<Dataset<Row>, List<Row>> query) {
    List<Row> expected = query.apply(text);
    List<Row> found = query.apply(mmap);
    double textSeconds = Double.POSITIVE_INFINITY;
    double mmapSeconds = Double.POSITIVE_INFINITY;
    for (int run = 0; run < runs; run++) {
      requireSame(name, expected, found);
      long start = System.nanoTime();
      expected = query.apply(text);
      long between = System.nanoTime();
      found = query.apply(mmap);
      textSeconds = Math.min(textSeconds, (between - start) / NANOS_PER_SECOND);
      mmapSeconds = Math.min(mmapSeconds, (System.nanoTime() - between) / NANOS_PER_SECOND);
    }
    requireSame(name, expected, found);
    line(
        name,
        String.format(Locale.ROOT, "%.2f s", textSeconds),
        String.format(Locale.ROOT, "%.2f s", mmapSeconds),
        String.format(Locale.ROOT, "%.1f x", textSeconds / mmapSeconds),
        found.size() == 1 ? found.get(0).mkString(" ") : found.size() + " rows");
    return found;
  }

  private static void requireSame(String name, List<Row> expected, List<Row> found) {
    if (!expected.equals(found)) {
      throw new IllegalStateException(
          "'" + name + "' differs: text gave " + expected + ", mmap gave " + found);
    }
  }

  private void line(String query, String text, String mmap, String faster, String answer) {
    out.printf(Locale.ROOT, "  %-28s %9s %9s %9s   %s%n", query, text, mmap, faster, answer);
  }
}
