// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.aggregate;

import io.sparkmmap.spark.filter.ColumnRef;
import io.sparkmmap.spark.vector.ConstantVector;
import io.sparkmmap.spark.vector.RecordVector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** All rows as one group: one row of results, or very few, also where there are no rows. */
final class TotalAggregator implements Aggregator {
  private final boolean countsOnly;
  private final List<Accumulator> accumulators = new ArrayList<>();
  private final ConstantVector[] values;
  private final ColumnarBatch row;
  private Iterator<Object[]> rows;

  TotalAggregator(AggregateQuery query, Function<ColumnRef, RecordVector> columns) {
    this.countsOnly = query.countsOnly();
    this.values = new ConstantVector[query.aggregates().size()];
    for (int i = 0; i < values.length; i++) {
      Aggregate aggregate = query.aggregates().get(i);
      accumulators.add(Accumulator.of(aggregate, aggregate.in(columns)));
      values[i] = new ConstantVector(aggregate.type());
    }
    this.row = new ColumnarBatch(values.clone(), 1);
  }

  @Override
  public boolean hasRoom(int rows) {
    return true;
  }

  @Override
  public boolean takesAny() {
    return countsOnly;
  }

  @Override
  public int add(int from, int rows, byte[] truths) {
    for (Accumulator accumulator : accumulators) {
      accumulator.add(from, rows, truths);
    }
    return rows;
  }

  /** There is always room, so that all results come at the end. */
  @Override
  public ColumnarBatch results() {
    if (rows == null) {
      rows = Accumulator.rows(accumulators).iterator();
    }
    if (!rows.hasNext()) {
      return null;
    }
    Object[] next = rows.next();
    for (int i = 0; i < values.length; i++) {
      values[i].setValue(next[i]);
    }
    return row;
  }
}
