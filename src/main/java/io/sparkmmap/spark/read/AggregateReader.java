// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.read;

import io.sparkmmap.spark.aggregate.Aggregator;
import io.sparkmmap.spark.filter.BoundFilter;
import io.sparkmmap.spark.task.ReadPlan;
import java.io.IOException;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** The aggregates of a partition: of all its records, or of groups of them. */
final class AggregateReader implements PartitionReader<ColumnarBatch> {
  private final RecordBatches batches;
  private final ReadMetrics metrics;
  private final BoundFilter filter;
  private final byte[] truths = new byte[BoundFilter.MAX_ROWS];
  private final Aggregator aggregator;
  private final int maxRows;
  private int count;
  private int position;
  private boolean atEnd;
  private boolean handsOut;
  private ColumnarBatch results;

  AggregateReader(ReadPlan plan, RecordBatches batches, ReadMetrics metrics) {
    this.batches = batches;
    this.metrics = metrics;
    this.filter = batches.filter();
    this.aggregator = Aggregator.of(plan.projection().query(), batches.columns()::of);
    int maxRowsOfAll = aggregator.takesAny() ? Integer.MAX_VALUE : BoundFilter.MAX_ROWS;
    this.maxRows = filter == null ? maxRowsOfAll : BoundFilter.ROWS_TO_OVERLAP;
  }

  @Override
  public boolean next() throws IOException {
    while (true) {
      if (handsOut) {
        results = aggregator.results();
        if (results != null) {
          return true;
        }
        handsOut = false;
      }
      if (atEnd) {
        return false;
      }
      gather();
      handsOut = true;
    }
  }

  /** Goes on until there is no room for more, or no more. */
  private void gather() throws IOException {
    while (true) {
      while (position < count) {
        int rows = Math.min(maxRows, count - position);
        if (!aggregator.hasRoom(rows)) {
          return;
        }
        if (filter != null) {
          filter.evaluate(position, rows, truths);
        }
        position += aggregator.add(position, rows, filter == null ? null : truths);
      }
      if (!batches.next()) {
        atEnd = true;
        metrics.end();
        return;
      }
      position = 0;
      count = batches.count();
    }
  }

  @Override
  public ColumnarBatch get() {
    return results;
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
