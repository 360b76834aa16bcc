// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.format;

import java.util.List;
import org.apache.spark.sql.connector.expressions.filter.Predicate;

/**
 * What became of the filters of a query.
 *
 * @param format that gives only records which pass those it took
 * @param taken that Spark need not evaluate again
 * @param left for Spark
 */
public record PushedFilters(RecordFormat format, List<Predicate> taken, List<Predicate> left) {
  /** Copies the lists. */
  public PushedFilters {
    taken = List.copyOf(taken);
    left = List.copyOf(left);
  }
}
