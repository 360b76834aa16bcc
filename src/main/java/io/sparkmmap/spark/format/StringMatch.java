// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.format;

import io.sparkmmap.core.lines.LineCondition.Place;
import java.util.Optional;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A filter that is true of strings with certain bytes at a certain place, byte for byte, as Spark
 * compares strings without a collation.
 *
 * @param column by its name in the table
 * @param place where in the string the bytes stand
 * @param text the bytes
 */
public record StringMatch(String column, Place place, UTF8String text) {
  /** Reads a filter of Spark, if it is one of this kind. */
  public static Optional<StringMatch> of(Predicate predicate) {
    Optional<Place> place = place(predicate.name());
    Expression[] children = predicate.children();
    if (place.isEmpty() || children.length != 2) {
      return Optional.empty();
    }
    boolean swapped = place.get() == Place.WHOLE_LINE && children[1] instanceof NamedReference;
    Expression value = children[swapped ? 0 : 1];
    return children[swapped ? 1 : 0] instanceof NamedReference reference
            && reference.fieldNames().length == 1
            && value instanceof Literal<?> literal
            && literal.dataType().equals(DataTypes.StringType)
            && literal.value() instanceof UTF8String text
        ? Optional.of(new StringMatch(reference.fieldNames()[0], place.get(), text))
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
}
