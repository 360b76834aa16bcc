// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.core.mapping.MemoryMode;
import io.sparkmmap.spark.files.CompressedFiles;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.hosts.HostCheck;
import java.io.Serializable;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * What all readers of a scan have in common; goes from the driver to the executors.
 *
 * @param format of the records
 * @param projection what is wanted of the records
 * @param partitionSchema the columns of the directories, in the order of a file's values
 * @param files how files are opened
 */
record ReadPlan(
    RecordFormat format, Projection projection, StructType partitionSchema, FileAccess files)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * How files are opened, and what is done with those that cannot be read.
   *
   * @param mode whether they are mapped
   * @param compressed what refuses compressed ones
   * @param headerBytes bytes before the first record
   * @param trailerBytes bytes after the last one
   * @param ignoreMissing whether a file that is gone is skipped
   * @param ignoreCorrupt whether the rest of a file that cannot be read is skipped
   * @param hostCheck what refuses files of other hosts
   */
  record FileAccess(
      MemoryMode mode,
      CompressedFiles compressed,
      long headerBytes,
      long trailerBytes,
      boolean ignoreMissing,
      boolean ignoreCorrupt,
      HostCheck hostCheck)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  static ReadPlan of(
      RecordFormat format, Projection projection, StructType partitionSchema, ReadOptions options) {
    SparkSession spark = SparkSession.active();
    return new ReadPlan(
        format,
        projection,
        partitionSchema,
        new FileAccess(
            options.memoryMode(),
            CompressedFiles.of(options.asMap()),
            options.headerBytes(),
            options.trailerBytes(),
            options.ignoreMissingFiles(flag(spark, "spark.sql.files.ignoreMissingFiles")),
            options.ignoreCorruptFiles(flag(spark, "spark.sql.files.ignoreCorruptFiles")),
            new HostCheck(options.placement().hostWaitMs())));
  }

  private static boolean flag(SparkSession spark, String name) {
    return Boolean.parseBoolean(spark.conf().get(name));
  }

  /** The wanted columns that the records have. */
  StructType recordColumns() {
    return MmapTable.without(partitionSchema, projection.columns());
  }
}
