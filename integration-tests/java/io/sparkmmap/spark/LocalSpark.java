// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.process.SparkJvm;
import org.apache.spark.sql.SparkSession;

/** The Spark session that the integration tests of one JVM share. */
public final class LocalSpark {
  private LocalSpark() {}

  /** A local session with two cores, in UTC. */
  public static SparkSession session() {
    SparkSession session =
        SparkSession.builder()
            .master("local[2]")
            .appName("integration tests")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.ui.retainedExecutions", "1") // which no one sees
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.session.timeZone", "UTC")
            .config(
                "spark.sql.warehouse.dir",
                SparkJvm.BUILD
                    .resolve("spark-warehouse/" + ProcessHandle.current().pid())
                    .toString())
            .getOrCreate();
    SparkSession.setActiveSession(session);
    return session;
  }
}
