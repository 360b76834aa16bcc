// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.options;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.spark.files.ProcessLimits;
import org.apache.spark.sql.SparkSession;

/**
 * What is set for a whole application when it starts, in its {@code SparkConf}: neither a session
 * nor an option can change it.
 */
public final class ClusterSettings {
  private ClusterSettings() {}

  /** The directories below which the driver may list files. */
  public static AllowedRoots rootsOnDriver(SparkSession spark) {
    return ProcessLimits.rootsOf(ProcessLimits.ALLOWED_ROOTS, spark.sparkContext().getConf());
  }

  /** The directories below which tasks may open files. */
  public static AllowedRoots rootsOnExecutor() {
    return ProcessLimits.roots();
  }
}
