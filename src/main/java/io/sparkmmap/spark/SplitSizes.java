// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.SparkSession;

/**
 * How long splits are to be, by the rules of Spark's own file sources.
 *
 * @param maxSplitBytes the longest split
 * @param openCostBytes what opening a file costs, in bytes that could be read meanwhile
 */
record SplitSizes(long maxSplitBytes, long openCostBytes) {

  /**
   * The sizes for a scan: what the option {@code maxPartitionBytes} says, else the session's {@code
   * spark.sql.files.maxPartitionBytes}, but no more than gives each core a split.
   */
  static SplitSizes ofSession(ReadOptions options, int files, long totalBytes) {
    SparkSession spark = SparkSession.active();
    long openCost = bytes(spark, "spark.sql.files.openCostInBytes");
    if (options.maxPartitionBytes().isPresent()) {
      return new SplitSizes(options.maxPartitionBytes().getAsLong(), openCost);
    }
    long cores =
        Long.parseLong(
            spark
                .conf()
                .get(
                    "spark.sql.files.minPartitionNum",
                    spark
                        .conf()
                        .get(
                            "spark.sql.leafNodeDefaultParallelism",
                            String.valueOf(spark.sparkContext().defaultParallelism()))));
    long bytesForEachCore = (totalBytes + files * openCost) / Math.max(1, cores);
    long most = bytes(spark, "spark.sql.files.maxPartitionBytes");
    return new SplitSizes(
        Math.max(1, Math.min(most, Math.max(openCost, bytesForEachCore))), openCost);
  }

  private static long bytes(SparkSession spark, String name) {
    return JavaUtils.byteStringAsBytes(spark.conf().get(name));
  }
}
