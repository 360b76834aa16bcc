// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import io.sparkmmap.spark.RandomQueries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The view {@code pushed} of a file, and the view {@code plain} of its rows in a Parquet file. */
final class OracleViews {
  private static final String METADATA =
      "named_struct('row_index', %s, 'file_name', %s, 'file_path', %s) AS _metadata";

  private final SparkSession spark;
  private final long seed;
  private final String session;

  /**
   * @param seed of what the file holds, for messages
   * @param session for messages
   */
  OracleViews(SparkSession spark, long seed, String session) {
    this.spark = spark;
    this.seed = seed;
    this.session = session;
  }

  void show(Dataset<Row> rows, Path oracle, boolean hasRowIndex) {
    Row file = rows.selectExpr("_metadata.file_name", "_metadata.file_path").first();
    String name = "'" + file.getString(0) + "'";
    String path = "'" + file.getString(1) + "'";
    rows.selectExpr(
            "*",
            METADATA.formatted("_metadata.row_index", "_metadata.file_name", "_metadata.file_path"))
        .createOrReplaceTempView("pushed");
    spark
        .read()
        .parquet(oracle.toString())
        .selectExpr(
            "*", METADATA.formatted(hasRowIndex ? "pos" : "cast(null AS bigint)", name, path))
        .drop("pos")
        .createOrReplaceTempView("plain");
  }

  RandomQueries queries(Random random, boolean hasRowIndex) {
    return new RandomQueries(
        spark, this::same, hasRowIndex ? List.of("row_index") : List.of(), random);
  }

  /** The same answer from both, in any order, or the same kind of error. */
  private void same(String sql) {
    Answers.requireSame(
        answer(sql.replace("$T", "pushed")),
        answer(sql.replace("$T", "plain")),
        "seed %d, %s: %s".formatted(seed, session, sql));
  }

  private List<String> answer(String sql) {
    try {
      List<String> rows = new ArrayList<>();
      for (Row row : spark.sql(sql).collectAsList()) {
        rows.add(row.mkString("|").replaceAll("-0\\.0\\b", "0.0")); // which of equals is least
      }
      rows.sort(null);
      return rows;
    } catch (RuntimeException e) {
      return List.of(condition(e));
    }
  }

  private static String condition(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkThrowable known && known.getCondition() != null) {
        return "error " + known.getCondition();
      }
    }
    throw new AssertionError(e);
  }
}
