// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sparkmmap.core.mapping.PageSize;
import io.sparkmmap.core.mapping.SharedMappings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs many tasks over a file, one for each page, and tells what of mappings, descriptors and
 * threads is left of them that was not there before. Prints one line for each thing that is left,
 * beginning with {@code left:}, and at last {@code done} with the number of rows.
 */
public final class ThousandTasks {
  /** Threads that Spark starts as it needs them, up to a bound, and keeps. */
  private static final Pattern SPARKS_POOLS =
      Pattern.compile(
          "Executor task|QueryStageCreator|ResultQueryStageExecution|block-manager-|shuffle-|"
              + "task-result-getter|dispatcher-|broadcast-exchange|rpc-|netty-|map-output-|"
              + "element-tracking-store|spark-listener-group");

  private ThousandTasks() {}

  /**
   * Runs them.
   *
   * @param args the file, of as many pages as there are to be tasks, and memoryMap
   */
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    long bytes = Files.size(file);
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .getOrCreate()) {
      spark.sparkContext().setLogLevel("WARN");
      Dataset<Row> rows = rows(spark, file, args[1], PageSize.bytes());
      count(rows(spark, file, args[1], bytes / 10)); // starts whatever is started once
      SharedMappings.letGo();
      Map<String, Integer> before = inventory(file);

      System.out.println("tasks " + rows.rdd().getNumPartitions());
      long lines = count(rows);
      if (args[1].equals("true") && SharedMappings.count() == 0) {
        throw new IllegalStateException("nothing was mapped");
      }
      SharedMappings.letGo();

      Map<String, Integer> after = inventory(file);
      after.forEach(
          (thing, number) -> {
            int more = number - before.getOrDefault(thing, 0);
            if (more > 0) {
              System.out.println("left: " + more + " of " + thing);
            }
          });
      System.out.println("done " + lines);
    }
  }

  private static Dataset<Row> rows(
      SparkSession spark, Path file, String memoryMap, long maxPartitionBytes) {
    return spark
        .read()
        .format("mmap")
        .option("memoryMap", memoryMap)
        .option("maxPartitionBytes", maxPartitionBytes)
        .load(file.toString());
  }

  /** All rows by way of the columns, and not by the count that needs none of them. */
  private static long count(Dataset<Row> rows) {
    return rows.selectExpr("count(value)", "max(length(value))").first().getLong(0);
  }

  /** What the process holds, by kind. */
  private static Map<String, Integer> inventory(Path file) throws IOException {
    Map<String, Integer> things = new TreeMap<>();
    add(things, "our mappings", (int) SharedMappings.count());
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"), ISO_8859_1)) {
      if (line.contains(file.toString())) {
        add(things, "mapping of " + file, 1);
      }
    }
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        try {
          String target = Files.readSymbolicLink(descriptor).toString();
          add(things, "descriptor of " + target.replaceAll("\\d+", "N"), 1);
        } catch (NoSuchFileException e) {
          // that of the listing itself
        }
      }
    }
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      String name = thread.getName();
      if (!SPARKS_POOLS.matcher(name).lookingAt()) {
        add(things, "thread " + name.replaceAll("\\d+", "N"), 1);
      }
    }
    return things;
  }

  private static void add(Map<String, Integer> things, String thing, int number) {
    things.merge(thing, number, Integer::sum);
  }
}
