// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.text;

import io.sparkmmap.core.lines.LineCondition;
import io.sparkmmap.spark.format.StringMatch;
import java.util.Optional;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;

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
    return StringMatch.of(predicate)
        .filter(match -> match.column().equals(column))
        .filter(match -> canBeSearched(match.text().getBytes()))
        .map(match -> new LineCondition(match.place(), match.text().getBytes()));
  }

  private static boolean isColumn(Expression expression, String column) {
    return expression instanceof NamedReference reference
        && reference.fieldNames().length == 1
        && reference.fieldNames()[0].equals(column);
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
