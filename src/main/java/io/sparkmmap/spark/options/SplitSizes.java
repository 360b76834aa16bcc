// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.options;

import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.SparkSession;

/**
 * How long splits are to be, by the rules of Spark's own file sources.
 *
 * @param maxSplitBytes the longest split
 * @param openCostBytes what opening a file costs, in bytes that could be read meanwhile
 */
public record SplitSizes(long maxSplitBytes, long openCostBytes) {
  private static final String MAX_PARTITION_BYTES = "spark.sql.files.maxPartitionBytes";

  /**
   * Twice Spark's own default. A core passes over mapped bytes in a tenth of a second where Spark's
   * sources take one, so that starting the task would be a good part of the time.
   */
  private static final long USUAL_SPLIT_BYTES = 256L << 20;

  /** Where little is read of a split, it may be so many times as long. */
  private static final double MAX_STRETCH = 8;

  /**
   * The sizes for a scan: what the option {@code maxPartitionBytes} says, else the session's {@code
   * spark.sql.files.maxPartitionBytes} if somebody set it, but no more than gives each core a
   * split. Else about {@value #USUAL_SPLIT_BYTES} of what costs time in them, and as many for each
   * core.
   *
   * @param shareOfCores what part of the cores reads these files, from 0 to 1
   * @param partOfTime what part of the time of a whole scan the bytes take, from 0 to 1
   */
  public static SplitSizes ofSession(
      SparkSession spark,
      ReadOptions options,
      int files,
      long totalBytes,
      double shareOfCores,
      double partOfTime) {
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
            ? Math.min(bytes(spark, MAX_PARTITION_BYTES), Math.max(openCost, bytesForEachCore))
            : Math.max(openCost, inRounds(bytesForEachCore, partOfTime));
    return new SplitSizes(Math.max(1, most), openCost);
  }

  /**
   * So long that each core has as many splits as any other, and no core waits for the last of them.
   *
   * @return at most one and a half times what splits usually have
   */
  static long inRounds(long bytesForEachCore, double partOfTime) {
    double usual = USUAL_SPLIT_BYTES / Math.max(1 / MAX_STRETCH, partOfTime);
    long rounds = Math.max(1, Math.round(bytesForEachCore / usual));
    return (bytesForEachCore + rounds - 1) / rounds;
  }

  private static boolean isSet(SparkSession spark, String name) {
    return spark.conf().getAll().contains(name);
  }

  private static long bytes(SparkSession spark, String name) {
    return JavaUtils.byteStringAsBytes(spark.conf().get(name));
  }
}
