// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.sum;

import java.io.IOException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The paths that a web server was asked for most, and how often it failed on each, from access logs
 * in the Combined Log Format:
 *
 * <pre>
 * spark-submit --jars spark-mmap_2.13.jar --class io.sparkmmap.examples.TopPaths app.jar LOGS
 * </pre>
 */
public final class TopPaths {
  /** Method, path without its query, and status. */
  private static final String REQUEST = "\"([A-Z]+) ([^ ?]*)[^\"]*\" (\\d{3}) ";

  private static final int TOP = 10;

  private TopPaths() {}

  /** Prints them for the files of a path. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("TopPaths needs the path of the logs, and nothing else");
    }
    try (SparkSession spark = SparkSession.builder().appName("TopPaths").getOrCreate()) {
      Dataset<Row> lines = spark.read().format("mmap").load(arguments[0]);
      topPaths(lines).show(TOP, false);
    }
  }

  /** {@code path}, {@code requests} and {@code failures} of the lines of logs, most first. */
  static Dataset<Row> topPaths(Dataset<Row> lines) {
    return lines
        .select(
            regexp_extract(col("value"), REQUEST, 2).as("path"),
            regexp_extract(col("value"), REQUEST, 3).cast("int").as("status"))
        .groupBy("path")
        .agg(count("*").as("requests"), sum(col("status").geq(500).cast("long")).as("failures"))
        .orderBy(col("requests").desc(), col("path"))
        .limit(TOP);
  }
}
