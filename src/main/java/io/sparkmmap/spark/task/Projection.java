// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.task;

import io.sparkmmap.spark.aggregate.Aggregate;
import io.sparkmmap.spark.aggregate.AggregateQuery;
import io.sparkmmap.spark.filter.ColumnRef;
import java.io.Serializable;
import org.apache.spark.sql.types.StructType;

/**
 * What a scan gives of the records: some of their columns, or aggregates of all or of groups of
 * them.
 *
 * @param columns in the wanted order; none where aggregates are wanted
 * @param query none where the columns are wanted
 */
public record Projection(StructType columns, AggregateQuery query) implements Serializable {
  private static final long serialVersionUID = 1L;

  public boolean isAggregate() {
    return query.isPresent();
  }

  /** The columns of the rows that the scan gives. */
  public StructType schema() {
    StructType schema = columns;
    for (ColumnRef key : query.keys()) {
      schema = schema.add(key.name(), key.type());
    }
    for (Aggregate aggregate : query.aggregates()) {
      ColumnRef column = aggregate.column();
      schema =
          schema.add(
              aggregate.kind() + "(" + (column == null ? "*" : column.name()) + ")",
              aggregate.type(),
              aggregate.kind() != Aggregate.Kind.COUNT);
    }
    return schema;
  }
}
