// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.spark.task.MmapInputPartition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * What a scan of a file of text in HDFS gave: the lines of each split, and metrics. A string that
 * is an address has to lie in a block that is mapped.
 */
final class TextScan {
  private final Map<String, Long> metrics = new HashMap<>();
  private final Map<Long, List<String>> linesByStart = new TreeMap<>();
  private long stringsInBlocks;

  static TextScan of(Batch batch) throws IOException {
    TextScan scan = new TextScan();
    for (InputPartition partition : batch.planInputPartitions()) {
      assertThat(((MmapInputPartition) partition).parts()).hasSize(1);
      scan.add(batch, (MmapInputPartition) partition);
    }
    return scan;
  }

  private void add(Batch batch, MmapInputPartition partition) throws IOException {
    List<String> found = new ArrayList<>();
    try (PartitionReader<ColumnarBatch> reader =
        batch.createReaderFactory().createColumnarReader(partition)) {
      while (reader.next()) {
        addLines(reader.get(), found);
      }
      for (CustomTaskMetric metric : reader.currentMetricsValues()) {
        metrics.merge(metric.name(), metric.value(), Long::sum);
      }
    }
    linesByStart.put(partition.parts().get(0).start(), found);
  }

  /** Adds the lines of a batch to others. */
  void addLines(ColumnarBatch rows, List<String> found) throws IOException {
    ProcessMaps blocks = ProcessMaps.of(path -> path.contains("/blk_"));
    ColumnVector column = rows.column(0);
    for (int row = 0; row < rows.numRows(); row++) {
      UTF8String value = column.getUTF8String(row);
      if (value.getBaseObject() == null) {
        assertThat(blocks.contain(value)).isTrue();
        stringsInBlocks++;
      }
      found.add(value.toString());
    }
  }

  /** All lines in the order of the file, each with its end. */
  String text() {
    StringBuilder all = new StringBuilder();
    linesByStart.values().forEach(some -> some.forEach(line -> all.append(line).append('\n')));
    return all.toString();
  }

  int splits() {
    return linesByStart.size();
  }

  long stringsInBlocks() {
    return stringsInBlocks;
  }

  long metric(String name) {
    return metrics.getOrDefault(name, 0L);
  }
}
