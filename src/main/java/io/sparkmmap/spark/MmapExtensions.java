// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.spark.plan.ReadErrors;
import io.sparkmmap.spark.table.CatalogTable;
import io.sparkmmap.spark.table.DescribedTables;
import io.sparkmmap.spark.table.ReadOnly;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.SparkSessionExtensionsProvider;
import org.apache.spark.sql.catalyst.analysis.ResolvedTable;
import org.apache.spark.sql.catalyst.plans.logical.AlterTableCommand;
import org.apache.spark.sql.catalyst.plans.logical.CreateTableAsSelect;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ReplaceTableAsSelect;
import org.apache.spark.sql.execution.command.InsertIntoDataSourceDirCommand;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * What the source adds to each session: {@code ALTER TABLE} is refused before the catalog keeps
 * what no query could read, a table is described with what only the catalog knows of it, and what
 * would write is refused before it has made a table. Spark finds it in {@code META-INF/services},
 * if the jar is there when a session starts.
 */
public final class MmapExtensions implements SparkSessionExtensionsProvider {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    extensions.injectPostHocResolutionRule(DescribedTables::new);
    extensions.injectCheckRule(
        session ->
            plan -> {
              check(session, plan);
              return BoxedUnit.UNIT;
            });
    return BoxedUnit.UNIT;
  }

  private static void check(SparkSession session, LogicalPlan plan) {
    if (plan instanceof AlterTableCommand alter
        && alter.table() instanceof ResolvedTable resolved
        && resolved.table() instanceof CatalogTable table) {
      table.check(CollectionConverters.asJava(alter.changes()));
    } else if (plan instanceof CreateTableAsSelect create) {
      refuse(session, create.tableSpec().provider(), "table " + create.tableName());
    } else if (plan instanceof ReplaceTableAsSelect replace) {
      refuse(session, replace.tableSpec().provider(), "table " + replace.tableName());
    } else if (plan instanceof InsertIntoDataSourceDirCommand insert) {
      refuse(
          session,
          Option.apply(insert.provider()),
          "directory " + insert.storage().locationUri().map(Object::toString).getOrElse(() -> ""));
    }
  }

  private static void refuse(SparkSession session, Option<String> provider, String target) {
    String name = provider.getOrElse(() -> session.conf().get("spark.sql.sources.default"));
    if (name.equalsIgnoreCase(MmapDataSource.SHORT_NAME)
        || name.equals(MmapDataSource.class.getName())) {
      throw ReadErrors.undeclared(ReadOnly.refusal(target, "write"));
    }
  }
}
