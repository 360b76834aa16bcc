// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import io.sparkmmap.spark.files.CompressedFiles;
import io.sparkmmap.spark.files.FileListing;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.hosts.HostCheck;
import io.sparkmmap.spark.options.ReadOptions;
import io.sparkmmap.spark.task.LineFiles;
import io.sparkmmap.spark.task.ReadPlan;
import io.sparkmmap.spark.task.RemoteAccess;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Settles how the tasks of a scan open its files, by the options and the session. What comes of it
 * travels to the executors, where there is no session.
 */
final class AccessPlanner {
  private AccessPlanner() {}

  /** How the files of a listing are opened. */
  static ReadPlan.FileAccess plan(ReadOptions options, FileListing listing) {
    SparkSession spark = SparkSession.active();
    return new ReadPlan.FileAccess(
        options.memoryMode(),
        options.pagePolicy(),
        remote(options, listing, spark),
        CompressedFiles.of(options.asMap()),
        LineFiles.of(options),
        options.headerBytes(),
        options.trailerBytes(),
        options.ignoreMissingFiles(spark),
        options.ignoreCorruptFiles(spark),
        new HostCheck(options.placement().hostWaitMs()));
  }

  private static RemoteAccess remote(ReadOptions options, FileListing listing, SparkSession spark) {
    if (listing.files().stream().allMatch(ListedFile::isLocal)) {
      return RemoteAccess.NONE;
    }
    return new RemoteAccess(
        options.checksums(),
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf())));
  }
}
