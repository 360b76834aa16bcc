// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.filter;

import io.sparkmmap.spark.filter.RowFilter.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.AlwaysFalse;
import org.apache.spark.sql.connector.expressions.filter.AlwaysTrue;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Reads predicates of Spark as filters of rows. It takes those alone that compare columns with
 * literals of the same type, in an order that is known here; any other is left to Spark.
 *
 * @param columns the column that a reference names, if it is one that can be read
 */
public record PredicateReader(Function<NamedReference, Optional<ColumnRef>> columns) {

  /** The filter that is true of exactly the rows of which the predicate is, if there is one. */
  public Optional<RowFilter> read(Predicate predicate) {
    Expression[] children = predicate.children();
    return switch (predicate.name()) {
      case "ALWAYS_TRUE" -> Optional.of(new RowFilter.Constant(true));
      case "ALWAYS_FALSE" -> Optional.of(new RowFilter.Constant(false));
      case "AND" -> both(children).map(p -> new RowFilter.And(p.get(0), p.get(1)));
      case "OR" -> both(children).map(p -> new RowFilter.Or(p.get(0), p.get(1)));
      case "NOT" -> readChild(children[0]).map(RowFilter.Not::new);
      case "IS_NULL" -> column(children[0]).map(RowFilter.IsNull::new);
      case "IS_NOT_NULL" ->
          column(children[0]).map(column -> new RowFilter.Not(new RowFilter.IsNull(column)));
      case "IN" -> in(children);
      case "=" -> compare(children, Operator.EQUAL, Operator.EQUAL);
      case "<>" -> compare(children, Operator.NOT_EQUAL, Operator.NOT_EQUAL);
      case "<" -> compare(children, Operator.LESS, Operator.GREATER);
      case "<=" -> compare(children, Operator.LESS_OR_EQUAL, Operator.GREATER_OR_EQUAL);
      case ">" -> compare(children, Operator.GREATER, Operator.LESS);
      case ">=" -> compare(children, Operator.GREATER_OR_EQUAL, Operator.LESS_OR_EQUAL);
      case "<=>" -> nullSafeEqual(children);
      default -> Optional.empty();
    };
  }

  private Optional<RowFilter> readChild(Expression child) {
    return child instanceof Predicate predicate ? read(predicate) : Optional.empty();
  }

  private Optional<List<RowFilter>> both(Expression[] children) {
    Optional<RowFilter> left = readChild(children[0]);
    Optional<RowFilter> right = readChild(children[1]);
    return left.isPresent() && right.isPresent()
        ? Optional.of(List.of(left.get(), right.get()))
        : Optional.empty();
  }

  private Optional<ColumnRef> column(Expression expression) {
    return expression instanceof NamedReference reference
        ? columns.apply(reference)
        : Optional.empty();
  }

  private Optional<ColumnRef> comparable(Expression expression) {
    return column(expression).filter(column -> column.order() != ColumnRef.Order.NONE);
  }

  private Optional<RowFilter> compare(Expression[] children, Operator operator, Operator swapped) {
    boolean turned = !(children[0] instanceof NamedReference);
    Optional<ColumnRef> column = comparable(children[turned ? 1 : 0]);
    return column.flatMap(
        ref ->
            key(children[turned ? 0 : 1], ref)
                .map(key -> new RowFilter.Compare(ref, turned ? swapped : operator, key)));
  }

  /** As equality, but false and not null where the value is null. */
  private Optional<RowFilter> nullSafeEqual(Expression[] children) {
    return compare(children, Operator.EQUAL, Operator.EQUAL)
        .map(
            equal ->
                new RowFilter.And(
                    new RowFilter.Not(new RowFilter.IsNull(((RowFilter.Compare) equal).column())),
                    equal));
  }

  private Optional<RowFilter> in(Expression[] children) {
    Optional<ColumnRef> column = comparable(children[0]);
    if (column.isEmpty() || children.length == 1) {
      return Optional.empty();
    }
    List<Comparable<?>> keys = new ArrayList<>();
    for (int i = 1; i < children.length; i++) {
      Optional<Comparable<?>> key = key(children[i], column.get());
      if (key.isEmpty()) {
        return Optional.empty();
      }
      keys.add(key.get());
    }
    keys.sort(SortKey::compare);
    return Optional.of(new RowFilter.In(column.get(), List.copyOf(keys)));
  }

  /** The key of a literal of the column's own type; a null is none, and is left to Spark. */
  private static Optional<Comparable<?>> key(Expression expression, ColumnRef column) {
    if (column.type() instanceof BooleanType) {
      if (expression instanceof AlwaysTrue) {
        return Optional.of(1L);
      }
      if (expression instanceof AlwaysFalse) {
        return Optional.of(0L);
      }
    }
    return expression instanceof Literal<?> literal
            && literal.value() != null
            && (literal.dataType().equals(column.type())
                || (literal.dataType().equals(DataTypes.StringType)
                    && column.type().equals(DataTypes.StringType)))
        ? Optional.of(SortKey.of(literal.value(), column.type()))
        : Optional.empty();
  }
}
