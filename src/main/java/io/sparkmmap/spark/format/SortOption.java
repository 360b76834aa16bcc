// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.format;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.NearNames;
import io.sparkmmap.spark.filter.ColumnRef;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The option {@code sortedBy}: the column by which the records of each file ascend. */
public final class SortOption {
  /** The name of the option. */
  public static final String NAME = "sortedBy";

  private SortOption() {}

  /**
   * The column of a name, if there is one.
   *
   * @throws IllegalArgumentException if its values have no order that is known here
   */
  public static Optional<StructField> find(StructType columns, String name, NameRule rule) {
    int index = rule.indexOf(List.of(columns.fieldNames()), name);
    Optional<StructField> found =
        index < 0 ? Optional.empty() : Optional.of(columns.fields()[index]);
    found.ifPresent(SortOption::requireOrder);
    return found;
  }

  /**
   * The column of a name.
   *
   * @throws IllegalArgumentException if there is none, or its values have no order that is known
   *     here
   */
  public static StructField require(StructType columns, String name, NameRule rule) {
    return find(columns, name, rule)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Option '"
                        + NAME
                        + "' names no column: '"
                        + name
                        + "'; "
                        + NearNames.hint(name, List.of(columns.fieldNames()), "the columns are ")));
  }

  private static void requireOrder(StructField column) {
    if (!ColumnRef.isComparable(column.dataType())) {
      throw new IllegalArgumentException(
          "Option '"
              + NAME
              + "' has to be a column of numbers, dates, timestamps, decimals or text, but '"
              + column.name()
              + "' is "
              + column.dataType().catalogString());
    }
  }
}
