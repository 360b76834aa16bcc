// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.aggregate;

import io.sparkmmap.spark.filter.ColumnRef;
import io.sparkmmap.spark.vector.RecordVector;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.aggregate.AggregateFunc;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.expressions.aggregate.Avg;
import org.apache.spark.sql.connector.expressions.aggregate.Count;
import org.apache.spark.sql.connector.expressions.aggregate.CountStar;
import org.apache.spark.sql.connector.expressions.aggregate.Max;
import org.apache.spark.sql.connector.expressions.aggregate.Min;
import org.apache.spark.sql.connector.expressions.aggregate.Sum;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;

/**
 * An aggregate function, of which each task gives its part and Spark puts them together.
 *
 * @param column that it reads, or null for {@code COUNT(*)}
 */
public record Aggregate(Kind kind, ColumnRef column) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What is asked of the column. */
  public enum Kind {
    COUNT,
    MIN,
    MAX,
    SUM
  }

  /** The type of the parts. */
  public DataType type() {
    return switch (kind) {
      case COUNT -> DataTypes.LongType;
      case MIN, MAX -> column.type();
      case SUM ->
          column.order() == ColumnRef.Order.FLOATING ? DataTypes.DoubleType : DataTypes.LongType;
    };
  }

  /**
   * Whether the sums of these aggregates are right for an average as well. Spark makes an average
   * of a sum and a count when it hands it to a source, but its own adds up doubles: the two are
   * equal for floating-point numbers, and for integers so short that no sum of them is rounded.
   */
  public static boolean isExactForAverages(List<Aggregate> aggregates) {
    return aggregates.stream()
        .filter(aggregate -> aggregate.kind == Kind.SUM)
        .allMatch(
            sum ->
                sum.column.order() == ColumnRef.Order.FLOATING
                    || sum.column.type() instanceof ByteType
                    || sum.column.type() instanceof ShortType);
  }

  /**
   * Reads a function that Spark asks for.
   *
   * @param columns the column that a reference names, if it is one that can be read
   * @return empty if it cannot be answered as Spark would
   */
  static Optional<Aggregate> read(
      AggregateFunc function, Function<NamedReference, Optional<ColumnRef>> columns) {
    if (function instanceof CountStar) {
      return Optional.of(new Aggregate(Kind.COUNT, null));
    }
    Expression[] children = function.children();
    if (children.length != 1 || !(children[0] instanceof NamedReference reference)) {
      return Optional.empty();
    }
    Optional<ColumnRef> column = columns.apply(reference);
    if (function instanceof Count count && !count.isDistinct()) {
      return column.map(ref -> new Aggregate(Kind.COUNT, ref));
    }
    if (function instanceof Sum sum && !sum.isDistinct()) {
      return column.filter(Aggregate::canAdd).map(ref -> new Aggregate(Kind.SUM, ref));
    }
    if (function instanceof Min || function instanceof Max) {
      Kind kind = function instanceof Min ? Kind.MIN : Kind.MAX;
      return column.filter(Aggregate::isNumber).map(ref -> new Aggregate(kind, ref));
    }
    return Optional.empty();
  }

  /** The column that it reads among those of a batch, or null for {@code COUNT(*)}. */
  RecordVector in(Function<ColumnRef, RecordVector> columns) {
    return column == null ? null : columns.apply(column);
  }

  /** Whether an aggregation asks for an average. */
  public static boolean hasAverage(Aggregation aggregation) {
    for (AggregateFunc function : aggregation.aggregateExpressions()) {
      if (function instanceof Avg) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNumber(ColumnRef column) {
    return (column.order() == ColumnRef.Order.INTEGER && !(column.type() instanceof BooleanType))
        || column.order() == ColumnRef.Order.FLOATING;
  }

  private static boolean canAdd(ColumnRef column) {
    DataType type = column.type();
    return type instanceof ByteType
        || type instanceof ShortType
        || type instanceof IntegerType
        || type instanceof LongType
        || column.order() == ColumnRef.Order.FLOATING;
  }
}
