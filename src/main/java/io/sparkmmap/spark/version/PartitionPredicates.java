// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.version;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.expressions.filter.PartitionPredicate;
import org.apache.spark.sql.connector.expressions.filter.Predicate;

/** Spark's predicates over all partition columns, which it hands over since 4.2. */
public final class PartitionPredicates {
  private static final boolean EXIST =
      SparkClasses.exist("org.apache.spark.sql.connector.expressions.filter.PartitionPredicate");

  private PartitionPredicates() {}

  /** Whether a predicate is one. */
  public static boolean isOne(Predicate predicate) {
    return EXIST && Known.isOne(predicate);
  }

  /**
   * Evaluates one; true where that fails. So it may leave out files, but no filter may be left out
   * because of it.
   *
   * @param predicate of which {@link #isOne} is true
   * @param partition the values of all partition columns
   */
  public static boolean eval(Predicate predicate, InternalRow partition) {
    return Known.eval(predicate, partition);
  }

  /** Loaded where the type is. */
  private static final class Known {
    static boolean isOne(Predicate predicate) {
      return predicate instanceof PartitionPredicate;
    }

    static boolean eval(Predicate predicate, InternalRow partition) {
      return ((PartitionPredicate) predicate).eval(partition);
    }
  }
}
