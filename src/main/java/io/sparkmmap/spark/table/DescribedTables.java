// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.analysis.ResolvedTable;
import org.apache.spark.sql.catalyst.plans.logical.DescribeRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ShowCreateTable;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Gives a table that is to be described what Spark's session catalog knows and hands to no source:
 * its comment, and whether dropping it removes its files.
 */
public final class DescribedTables extends Rule<LogicalPlan> {
  private static final String SESSION_CATALOG = "spark_catalog";

  private final SparkSession session;

  public DescribedTables(SparkSession session) {
    this.session = session;
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    if (!(plan instanceof ShowCreateTable) && !(plan instanceof DescribeRelation)) {
      return plan;
    }
    List<LogicalPlan> children = new ArrayList<>();
    for (LogicalPlan child : CollectionConverters.asJava(plan.children())) {
      children.add(child instanceof ResolvedTable resolved ? described(resolved) : child);
    }
    return plan.withNewChildren(CollectionConverters.asScala(children).toSeq());
  }

  private ResolvedTable described(ResolvedTable resolved) {
    if (!(resolved.table() instanceof CatalogTable table)
        || !resolved.catalog().name().equals(SESSION_CATALOG)) {
      return resolved;
    }
    Identifier name = resolved.identifier();
    try {
      var kept =
          session
              .sessionState()
              .catalog()
              .getTableMetadata(
                  new TableIdentifier(name.name(), Option.apply(name.namespace()[0])));
      return resolved.copy(
          resolved.catalog(),
          name,
          // COMMENT ON TABLE leaves it among the properties, CREATE TABLE does not.
          table.described(
              kept.properties().get(TableCatalog.PROP_COMMENT).orElse(kept::comment),
              kept.tableType().name().equals("EXTERNAL")),
          resolved.outputAttributes());
    } catch (NoSuchNamespaceException | NoSuchTableException e) {
      return resolved; // dropped meanwhile, which the command finds out itself
    }
  }
}
