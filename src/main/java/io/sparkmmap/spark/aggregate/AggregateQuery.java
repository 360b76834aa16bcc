// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.aggregate;

import io.sparkmmap.spark.filter.ColumnRef;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.aggregate.AggregateFunc;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;

/**
 * What a scan is asked for instead of its rows.
 *
 * @param keys columns by which rows are grouped; none if all rows are one group
 * @param aggregates of each group, of which there need be none where there are keys
 */
public record AggregateQuery(List<ColumnRef> keys, List<Aggregate> aggregates)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Rows are wanted. */
  public static final AggregateQuery NONE = new AggregateQuery(List.of(), List.of());

  public AggregateQuery {
    keys = List.copyOf(keys);
    aggregates = List.copyOf(aggregates);
  }

  /** Whether anything is asked for. */
  public boolean isPresent() {
    return isGrouped() || !aggregates.isEmpty();
  }

  /** Whether there may be more groups than one, or none. */
  public boolean isGrouped() {
    return !keys.isEmpty();
  }

  /** Whether rows need only be counted, whatever is in them. */
  public boolean countsOnly() {
    return aggregates.stream().allMatch(wanted -> wanted.column() == null);
  }

  /**
   * Reads what Spark asks for.
   *
   * @param columns the column that a reference names, if it is one that can be read
   * @return empty if part of it cannot be answered as Spark would
   */
  public static Optional<AggregateQuery> read(
      Aggregation aggregation, Function<NamedReference, Optional<ColumnRef>> columns) {
    List<ColumnRef> keys = new ArrayList<>();
    for (Expression expression : aggregation.groupByExpressions()) {
      Optional<ColumnRef> key =
          expression instanceof NamedReference reference
              ? columns.apply(reference).filter(GroupKey::canBe)
              : Optional.empty();
      if (key.isEmpty()) {
        return Optional.empty();
      }
      keys.add(key.get());
    }
    List<Aggregate> aggregates = new ArrayList<>();
    for (AggregateFunc function : aggregation.aggregateExpressions()) {
      Optional<Aggregate> aggregate = Aggregate.read(function, columns);
      if (aggregate.isEmpty()) {
        return Optional.empty();
      }
      aggregates.add(aggregate.get());
    }
    return Optional.of(new AggregateQuery(keys, aggregates)).filter(AggregateQuery::isPresent);
  }
}
