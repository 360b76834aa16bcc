// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import org.apache.spark.sql.SparkSession;

/** The session that queries are measured in. */
final class LocalSession {
  /** Threads for tasks, and for those who are compared with them. */
  static final int THREADS = 2;

  private LocalSession() {}

  /** Starts it in this process, without a UI, and with a log of errors only. */
  static SparkSession start() {
    SparkSession spark =
        SparkSession.builder()
            .master("local[" + THREADS + "]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    return spark;
  }
}
