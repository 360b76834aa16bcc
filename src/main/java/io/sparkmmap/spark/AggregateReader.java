// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.spark.filter.Accumulator;
import io.sparkmmap.spark.filter.Aggregate;
import io.sparkmmap.spark.filter.BoundFilter;
import io.sparkmmap.spark.vector.ConstantVector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** The aggregates of a partition, in one row or very few, also where there are no records. */
final class AggregateReader implements PartitionReader<ColumnarBatch> {
  private final RecordBatches batches;
  private final ReadMetrics metrics;
  private final BoundFilter filter;
  private final byte[] truths = new byte[BoundFilter.MAX_ROWS];
  private final List<Accumulator> accumulators = new ArrayList<>();
  private final boolean countsOnly;
  private final ConstantVector[] values;
  private final ColumnarBatch row;
  private Iterator<Object[]> rows;

  AggregateReader(ReadPlan plan, RecordBatches batches, ReadMetrics metrics) {
    this.batches = batches;
    this.metrics = metrics;
    this.filter = batches.filter();
    List<Aggregate> aggregates = plan.projection().aggregates();
    this.countsOnly =
        filter == null && aggregates.stream().allMatch(wanted -> wanted.column() == null);
    this.values = new ConstantVector[aggregates.size()];
    for (int i = 0; i < values.length; i++) {
      Aggregate aggregate = aggregates.get(i);
      accumulators.add(
          Accumulator.of(
              aggregate,
              aggregate.column() == null ? null : batches.columns().of(aggregate.column())));
      values[i] = new ConstantVector(aggregate.type());
    }
    this.row = new ColumnarBatch(values.clone(), 1);
  }

  @Override
  public boolean next() throws IOException {
    if (rows == null) {
      while (batches.next()) {
        add(batches.count());
      }
      rows = Accumulator.rows(accumulators).iterator();
      metrics.end();
    }
    if (!rows.hasNext()) {
      return false;
    }
    Object[] next = rows.next();
    for (int i = 0; i < values.length; i++) {
      values[i].setValue(next[i]);
    }
    return true;
  }

  private void add(int count) {
    int step = countsOnly ? count : BoundFilter.MAX_ROWS;
    for (int from = 0; from < count; from += step) {
      int size = Math.min(step, count - from);
      if (filter != null) {
        filter.evaluate(from, size, truths);
      }
      for (Accumulator accumulator : accumulators) {
        accumulator.add(from, size, filter == null ? null : truths);
      }
    }
  }

  @Override
  public ColumnarBatch get() {
    return row;
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return metrics.values();
  }

  @Override
  public void close() throws IOException {
    metrics.end();
    batches.close();
  }
}
