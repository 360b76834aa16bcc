// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.read;

import io.sparkmmap.spark.filter.BoundFilter;
import io.sparkmmap.spark.task.Pushdown;
import io.sparkmmap.spark.task.ReadPlan;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.SelectedVector;
import java.io.IOException;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Gives Spark the batches of a partition, each as it lies or the rows of it that pass. */
final class ColumnarReader implements PartitionReader<ColumnarBatch> {
  private final RecordBatches batches;
  private final ReadMetrics metrics;
  private final Pushdown.Limit limit;
  private final BoundFilter filter;
  private final byte[] truths = new byte[BoundFilter.MAX_ROWS];
  private final StructField[] wanted;
  private final RecordVector[] columns;
  private ColumnarBatch all;
  private int[] selectedRows = new int[0];
  private ColumnarBatch selected;
  private ColumnarBatch batch;
  private long rowsLeft;
  private long part;

  ColumnarReader(ReadPlan plan, RecordBatches batches, ReadMetrics metrics) {
    this.batches = batches;
    this.metrics = metrics;
    this.limit = plan.pushdown().limit();
    this.rowsLeft = limit.rows();
    this.filter = batches.filter();
    this.wanted = plan.projection().columns().fields();
    this.columns = new RecordVector[wanted.length];
    takeColumns();
  }

  private void takeColumns() {
    for (int i = 0; i < wanted.length; i++) {
      columns[i] = batches.columns().of(wanted[i]);
    }
    all = new ColumnarBatch(columns.clone());
    selected = null;
  }

  @Override
  public boolean next() throws IOException {
    while (rowsLeft > 0 || limit.scope() == Pushdown.Limit.Scope.PART) {
      if (rowsLeft == 0) {
        batches.skipPart();
      }
      if (!batches.next()) {
        break;
      }
      if (batches.partsOpened() != part) {
        part = batches.partsOpened();
        if (limit.scope() == Pushdown.Limit.Scope.PART) {
          rowsLeft = limit.rows();
        }
        if (batches.columns().areOfPart()) {
          takeColumns();
        }
      }
      int rows = (int) Math.min(select(), rowsLeft);
      rowsLeft -= rows;
      if (rows > 0) {
        batch.setNumRows(rows);
        return true;
      }
    }
    batches.close();
    metrics.end();
    return false;
  }

  /** Chooses what to hand out of the batch, and returns how many rows that are. */
  private int select() {
    int count = batches.count();
    if (filter == null) {
      batch = all;
      return count;
    }
    if (selectedRows.length < count) {
      selectedRows = new int[count];
      selected = null;
    }
    int passed = 0;
    for (int from = 0; from < count; from += BoundFilter.MAX_ROWS) {
      int rows = Math.min(count - from, BoundFilter.MAX_ROWS);
      filter.evaluate(from, rows, truths);
      for (int i = 0; i < rows; i++) {
        selectedRows[passed] = from + i; // stays only if the row passes: there is no branch
        passed += truths[i] >> 1;
      }
    }
    batch = passed == count ? all : selected();
    return passed;
  }

  private ColumnarBatch selected() {
    if (selected == null) {
      ColumnVector[] vectors = new ColumnVector[columns.length];
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = new SelectedVector(columns[i], selectedRows);
      }
      selected = new ColumnarBatch(vectors);
    }
    return selected;
  }

  @Override
  public ColumnarBatch get() {
    return batch;
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
