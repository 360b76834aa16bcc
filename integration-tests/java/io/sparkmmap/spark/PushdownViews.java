// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The view {@code pushed} and the view {@code plain}, which show the same files with pushdown and
 * without, and have to give the same answers.
 */
final class PushdownViews {
  private final SparkSession spark;
  private final long seed;

  /**
   * @param seed of what the files hold, for messages
   */
  PushdownViews(SparkSession spark, long seed) {
    this.spark = spark;
    this.seed = seed;
  }

  /** Makes both views of a path, in small splits unless the options say otherwise. */
  void show(Path path, Map<String, String> options) {
    for (boolean pushDown : new boolean[] {true, false}) {
      spark
          .read()
          .format("mmap")
          .option("maxPartitionBytes", "16k")
          .option("pushDown", pushDown)
          .options(options)
          .load(path.toString())
          .selectExpr("*", "_metadata") // or a view would not have it
          .createOrReplaceTempView(pushDown ? "pushed" : "plain");
    }
  }

  /**
   * The same answer from both, in any order, or the same kind of error, where {@code $T} is one.
   */
  void same(String sql) {
    assertThat(answer(sql.replace("$T", "pushed")))
        .as("seed %d: %s", seed, sql)
        .isEqualTo(answer(sql.replace("$T", "plain")));
  }

  String plan(String sql) {
    return spark.sql(sql).queryExecution().executedPlan().toString();
  }

  private String answer(String sql) {
    try {
      List<String> rows = new ArrayList<>();
      for (Row row : spark.sql(sql).collectAsList()) {
        rows.add(row.mkString("|"));
      }
      rows.sort(null);
      return String.join("\n", rows);
    } catch (RuntimeException e) {
      return errorClass(e);
    }
  }

  private static String errorClass(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkThrowable known && known.getCondition() != null) {
        return "error " + known.getCondition();
      }
    }
    throw new AssertionError(e);
  }
}
