// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.read;

import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.spark.task.MmapInputPartition;
import io.sparkmmap.spark.task.ReadPlan;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.TaskCompletionListener;

/** Makes the readers of a scan on the executors. */
public record MmapReaderFactory(ReadPlan plan) implements PartitionReaderFactory {
  private static final long serialVersionUID = 1L;

  @Override
  public boolean supportColumnarReads(InputPartition partition) {
    return true;
  }

  @Override
  public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
    ReadStatistics statistics = new ReadStatistics();
    ReadMetrics metrics = new ReadMetrics(statistics);
    RecordBatches batches = new RecordBatches(plan, (MmapInputPartition) partition, statistics);
    TaskContext task = TaskContext.get();
    if (task != null) {
      // Not when the reader is closed: rows may still be read then.
      task.addTaskCompletionListener((TaskCompletionListener) ended -> batches.endLeases());
    }
    return plan.projection().isAggregate()
        ? new AggregateReader(plan, batches, metrics)
        : new ColumnarReader(plan, batches, metrics);
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    return new RowReader(createColumnarReader(partition));
  }
}
