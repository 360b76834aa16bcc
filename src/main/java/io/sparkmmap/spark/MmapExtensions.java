// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.SparkSessionExtensionsProvider;
import org.apache.spark.sql.catalyst.analysis.ResolvedTable;
import org.apache.spark.sql.catalyst.plans.logical.AlterTableCommand;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * What the source adds to each session: {@code ALTER TABLE} is refused before the catalog keeps
 * what no query could read. Spark finds it in {@code META-INF/services}, if the jar is there when a
 * session starts.
 */
public final class MmapExtensions implements SparkSessionExtensionsProvider {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    extensions.injectCheckRule(
        session ->
            plan -> {
              check(plan);
              return BoxedUnit.UNIT;
            });
    return BoxedUnit.UNIT;
  }

  private static void check(LogicalPlan plan) {
    if (plan instanceof AlterTableCommand alter
        && alter.table() instanceof ResolvedTable resolved
        && resolved.table() instanceof CatalogTable table) {
      table.check(CollectionConverters.asJava(alter.changes()));
    }
  }
}
