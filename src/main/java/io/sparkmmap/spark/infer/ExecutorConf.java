// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.infer;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SQLExecution;

/**
 * Gives the tasks of a plain job the settings of the session, as Spark does for those of its
 * queries: in an executor that is a process of its own they would have Spark's defaults.
 */
public final class ExecutorConf {
  private ExecutorConf() {}

  /** Runs jobs, and waits for them. */
  @FunctionalInterface
  public interface Jobs<T> {
    /** Runs them. */
    T run() throws IOException;
  }

  /**
   * Runs jobs of this thread with the settings of a session.
   *
   * @throws IOException whatever the jobs throw
   */
  public static <T> T propagated(SparkSession spark, Jobs<T> jobs) throws IOException {
    try {
      return SQLExecution.withSQLConfPropagated(
          (org.apache.spark.sql.classic.SparkSession) spark,
          () -> {
            try {
              return jobs.run();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
