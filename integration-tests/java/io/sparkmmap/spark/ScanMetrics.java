// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import scala.jdk.javaapi.CollectionConverters;

/** What the scan of a query reports: the figures that the Spark UI shows. */
public final class ScanMetrics {
  private ScanMetrics() {}

  /** Runs a query with one scan, and gives that scan's metrics by name. */
  public static Map<String, Long> afterRunning(Dataset<Row> rows) {
    rows.collectAsList();
    return of(rows);
  }

  /** The metrics of the one scan of a query that was run. */
  static Map<String, Long> of(Dataset<Row> rows) {
    SparkPlan plan = rows.queryExecution().executedPlan();
    if (plan instanceof AdaptiveSparkPlanExec adaptive) {
      plan = adaptive.executedPlan();
    }
    while (plan.collectLeaves().head() instanceof QueryStageExec stage) {
      plan = stage.plan();
    }
    Map<String, Long> values = new TreeMap<>();
    CollectionConverters.asJava(plan.collectLeaves().head().metrics())
        .forEach((name, metric) -> values.put(name, metric.value()));
    return values;
  }
}
