// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.text;

import io.sparkmmap.core.record.LineCondition;
import io.sparkmmap.core.record.LineCondition.Place;
import java.util.Optional;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Which filters of Spark are conditions on the bytes of a line. Strings are compared byte for byte
 * then, as Spark does it for columns without a collation, and the column has none.
 */
final class LineFilters {
  private LineFilters() {}

  /** Whether a filter is true of every line, for no line is null. */
  static boolean isAlwaysTrue(Predicate predicate, String column) {
    return predicate.name().equals("IS_NOT_NULL") && isColumn(predicate.children()[0], column);
  }

  /** The condition that decides a filter exactly, if there is one. */
  static Optional<LineCondition> condition(Predicate predicate, String column) {
    Optional<Place> place = place(predicate.name());
    Expression[] children = predicate.children();
    if (place.isEmpty() || children.length != 2) {
      return Optional.empty();
    }
    boolean swapped = place.get() == Place.WHOLE_LINE && isColumn(children[1], column);
    Expression reference = children[swapped ? 1 : 0];
    Expression value = children[swapped ? 0 : 1];
    if (!isColumn(reference, column) || !(value instanceof Literal<?> literal)) {
      return Optional.empty();
    }
    if (!literal.dataType().equals(DataTypes.StringType)
        || !(literal.value() instanceof UTF8String text)) {
      return Optional.empty();
    }
    byte[] bytes = text.getBytes();
    return canBeSearched(bytes)
        ? Optional.of(new LineCondition(place.get(), bytes))
        : Optional.empty();
  }

  private static Optional<Place> place(String name) {
    return switch (name) {
      case "CONTAINS" -> Optional.of(Place.ANYWHERE);
      case "STARTS_WITH" -> Optional.of(Place.START);
      case "ENDS_WITH" -> Optional.of(Place.END);
      case "=" -> Optional.of(Place.WHOLE_LINE);
      default -> Optional.empty();
    };
  }

  private static boolean isColumn(Expression expression, String column) {
    return expression instanceof NamedReference reference
        && reference.fieldNames().length == 1
        && reference.fieldNames()[0].equalsIgnoreCase(column);
  }

  private static boolean canBeSearched(byte[] bytes) {
    for (byte value : bytes) {
      if (value == '\n' || value == '\r') {
        return false;
      }
    }
    return bytes.length > 0;
  }
}
