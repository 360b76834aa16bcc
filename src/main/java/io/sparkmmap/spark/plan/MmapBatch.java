// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import io.sparkmmap.spark.read.MmapReaderFactory;
import io.sparkmmap.spark.task.MmapInputPartition;
import java.util.List;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;

/** What the tasks of a scan read, as far as its runtime filters leave something. */
final class MmapBatch implements Batch {
  private final PlannedSplits splits;
  private final FileFilters runtimeFilters;

  MmapBatch(PlannedSplits splits, FileFilters runtimeFilters) {
    this.splits = splits;
    this.runtimeFilters = runtimeFilters;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    List<MmapInputPartition> wanted = splits.partitions(runtimeFilters);
    return wanted.toArray(InputPartition[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new MmapReaderFactory(splits.plan());
  }

  /**
   * Spark runs equal batches once. They are compared as they were planned: the runtime filters are
   * those of Spark's scan nodes, which compare them by themselves.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof MmapBatch batch && splits.equals(batch.splits);
  }

  @Override
  public int hashCode() {
    return splits.hashCode();
  }
}
