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
  private static final String MAX_PARTITION_BYTES = "spark.sql.files.maxPartitionBytes";

  /**
   * Twice Spark's own default. A core passes over mapped bytes in a tenth of a second where Spark's
   * sources take one, so that starting the task would be a good part of the time.
   */
  private static final long DEFAULT_MAX_SPLIT_BYTES = 256L << 20;

  /** Where little is read of a split, it may be so many times as long. */
  private static final double MAX_STRETCH = 8;

  /**
   * The sizes for a scan: what the option {@code maxPartitionBytes} says, else the session's {@code
   * spark.sql.files.maxPartitionBytes} if somebody set it, else {@value #DEFAULT_MAX_SPLIT_BYTES},
   * of what is read of them, but no more than gives each core a split.
   *
   * @param shareOfCores what part of the cores reads these files, from 0 to 1
   * @param partRead of the bytes, from 0 to 1
   */
  static SplitSizes ofSession(
      ReadOptions options, int files, long totalBytes, double shareOfCores, double partRead) {
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
    long bytesForEachCore =
        (totalBytes + files * openCost) / Math.max(1, Math.round(cores * shareOfCores));
    long most =
        isSet(spark, MAX_PARTITION_BYTES)
            ? bytes(spark, MAX_PARTITION_BYTES)
            : (long) (DEFAULT_MAX_SPLIT_BYTES / Math.max(1 / MAX_STRETCH, partRead));
    return new SplitSizes(
        Math.max(1, Math.min(most, Math.max(openCost, bytesForEachCore))), openCost);
  }

  private static boolean isSet(SparkSession spark, String name) {
    return spark.conf().getAll().contains(name);
  }

  private static long bytes(SparkSession spark, String name) {
    return JavaUtils.byteStringAsBytes(spark.conf().get(name));
  }
}
