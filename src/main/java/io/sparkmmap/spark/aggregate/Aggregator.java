// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.aggregate;

import io.sparkmmap.spark.filter.BoundFilter;
import io.sparkmmap.spark.filter.ColumnRef;
import io.sparkmmap.spark.vector.RecordVector;
import java.util.function.Function;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Gathers over the rows of a task what its scan was asked for. For one thread. */
public interface Aggregator {
  /**
   * Makes an aggregator over columns.
   *
   * @param columns the column of a reference, which stays the same from batch to batch
   */
  static Aggregator of(AggregateQuery query, Function<ColumnRef, RecordVector> columns) {
    return query.isGrouped()
        ? new GroupAggregator(query, columns)
        : new TotalAggregator(query, columns);
  }

  /**
   * Whether rows can be taken in. If not, there are {@link #results()}, and room after them.
   *
   * @param rows how many
   */
  boolean hasRoom(int rows);

  /**
   * Takes in rows.
   *
   * @param from the first row of the batch to read
   * @param rows at most {@link BoundFilter#MAX_ROWS}; any number if all count, and {@link
   *     #takesAny()}
   * @param truths of the rows, from index 0: those that are not {@link BoundFilter#TRUE} do not
   *     count; null if all rows count
   * @return how many were taken in: at least one, and fewer than given where keys are long
   */
  int add(int from, int rows, byte[] truths);

  /** Whether any number of rows can be added at once, if all of them count. */
  boolean takesAny();

  /**
   * The next of the results so far: keys, if rows are grouped, then aggregates. Valid until the
   * next call. There may be several rows of one group, for Spark to put together.
   *
   * @return null if there is no more; what is added then starts a new group
   */
  ColumnarBatch results();
}
