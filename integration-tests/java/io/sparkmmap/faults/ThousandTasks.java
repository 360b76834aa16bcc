// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import io.sparkmmap.core.mapping.SharedMappings;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.process.NothingLeft;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs many tasks over a file, one for each page, and says what of mappings, descriptors and
 * threads is left of them that was not there before. Prints one line for each thing that is left,
 * beginning with {@code left:}, and at last {@code done} with the number of rows.
 */
public final class ThousandTasks {
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
      NothingLeft before = NothingLeft.ofProcess(file.getParent());

      System.out.println("tasks " + rows.rdd().getNumPartitions());
      long lines = count(rows);
      if (args[1].equals("true") && SharedMappings.count() == 0) {
        throw new IllegalStateException("nothing was mapped");
      }
      before.left().forEach(left -> System.out.println("left: " + left));
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
}
