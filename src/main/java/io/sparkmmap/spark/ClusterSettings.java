// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.core.mapping.AllowedRoots;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;

/**
 * What is set for a whole application when it starts, in its {@code SparkConf}: neither a session
 * nor an option can change it.
 */
final class ClusterSettings {
  private static final String ALLOWED_ROOTS = "spark.mmap.allowedRoots";

  private ClusterSettings() {}

  /** The directories below which the driver may list files. */
  static AllowedRoots rootsOnDriver(SparkSession spark) {
    return roots(spark.sparkContext().getConf());
  }

  /** The directories below which tasks may open files. */
  static AllowedRoots rootsOnExecutor() {
    SparkEnv env = SparkEnv.get();
    return env == null ? AllowedRoots.ANY : roots(env.conf()); // null outside of any application
  }

  private static AllowedRoots roots(SparkConf conf) {
    return AllowedRoots.parse(
        ALLOWED_ROOTS, conf.contains(ALLOWED_ROOTS) ? conf.get(ALLOWED_ROOTS) : null);
  }
}
