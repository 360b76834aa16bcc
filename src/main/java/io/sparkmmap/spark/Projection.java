// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.spark.filter.Aggregate;
import io.sparkmmap.spark.filter.ColumnRef;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * What a scan gives of the records: some of their columns, or aggregates of them.
 *
 * @param columns in the wanted order; none where aggregates are wanted
 * @param aggregates none where the columns are wanted
 */
record Projection(StructType columns, List<Aggregate> aggregates) implements Serializable {
  private static final long serialVersionUID = 1L;

  Projection {
    aggregates = List.copyOf(aggregates);
  }

  boolean isAggregate() {
    return !aggregates.isEmpty();
  }

  /** The columns of the rows that the scan gives. */
  StructType schema() {
    StructType schema = columns;
    for (int i = 0; i < aggregates.size(); i++) {
      Aggregate aggregate = aggregates.get(i);
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
