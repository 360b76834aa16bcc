// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The results of the fault matrix: which cases, on which JDK and in which mode, how many times, and
 * how many of those the process survived with a clean error or the right answer.
 *
 * <p>Tests of any language append to it: each writes lines of tab-separated fields, in the order of
 * {@link Row}, to a file of its own in {@code target/fault-matrix}. The main method prints the
 * table of all of them, as {@code docs/reliability.md} shows it.
 */
public final class FaultMatrix {
  private static final Path FOLDER =
      Path.of(System.getProperty("sparkmmap.build", "target")).resolve("fault-matrix");

  private FaultMatrix() {}

  /**
   * A line of the table.
   *
   * @param number of the case
   * @param description what is done to the file, and the query under which it is done
   * @param jdk feature version of the child's JDK
   * @param mode "mapped" or "read"
   * @param survived repeats in which nothing but what is documented happened
   * @param total repeats
   */
  public record Row(int number, String description, int jdk, String mode, int survived, int total) {

    private String key() {
      return "%02d\t%s\t%d\t%s".formatted(number, description, jdk, mode);
    }

    private static Row parse(String line) {
      String[] fields = line.split("\t", -1);
      return new Row(
          Integer.parseInt(fields[0]),
          fields[1],
          Integer.parseInt(fields[2]),
          fields[3],
          Integer.parseInt(fields[4]),
          Integer.parseInt(fields[5]));
    }

    private String toLine() {
      return String.join(
          "\t", List.of("" + number, description, "" + jdk, mode, "" + survived, "" + total));
    }
  }

  /**
   * Keeps a result; a later one of the same case, JDK and mode takes its place.
   *
   * @param test whose file it goes to
   */
  public static void add(Class<?> test, Row row) throws IOException {
    Files.createDirectories(FOLDER);
    Files.writeString(
        FOLDER.resolve(test.getSimpleName() + ".tsv"),
        row.toLine() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Prints the table in Markdown. */
  public static void main(String[] arguments) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.sorted().toList()) {
        lines.addAll(Files.readAllLines(file, UTF_8));
      }
    }
    TreeMap<String, Row> rows = new TreeMap<>();
    lines.stream().map(Row::parse).forEach(row -> rows.put(row.key(), row));
    TreeSet<String> runs = new TreeSet<>();
    TreeMap<String, TreeMap<String, String>> table = new TreeMap<>();
    for (Row row : rows.values()) {
      String run = "JDK " + row.jdk + ", " + row.mode;
      runs.add(run);
      table
          .computeIfAbsent(
              "| %2d | %s".formatted(row.number, row.description), x -> new TreeMap<>())
          .put(run, row.survived + "/" + row.total);
    }
    System.out.println("| # | case | " + String.join(" | ", runs) + " |");
    System.out.println("|---|---|" + "---|".repeat(runs.size()));
    table.forEach(
        (name, survived) -> {
          System.out.print(name);
          runs.forEach(run -> System.out.print(" | " + survived.getOrDefault(run, "")));
          System.out.println(" |");
        });
  }
}
