// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.spark.vector.ConstantVector;
import java.io.IOException;
import java.util.Arrays;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** One row with the number of records of a partition, also where that is 0. */
final class CountReader implements PartitionReader<ColumnarBatch> {
  private final PartitionReader<ColumnarBatch> batches;
  private final ConstantVector count = new ConstantVector(DataTypes.LongType);
  private final ColumnarBatch row;
  private boolean counted;

  /**
   * A count of what another reader gives.
   *
   * @param columns how many columns the row has, each with the count
   */
  CountReader(PartitionReader<ColumnarBatch> batches, int columns) {
    this.batches = batches;
    ColumnVector[] vectors = new ColumnVector[columns];
    Arrays.fill(vectors, count);
    this.row = new ColumnarBatch(vectors, 1);
  }

  @Override
  public boolean next() throws IOException {
    if (counted) {
      return false;
    }
    long records = 0;
    while (batches.next()) {
      records += batches.get().numRows();
    }
    count.setValue(records);
    counted = true;
    return true;
  }

  @Override
  public ColumnarBatch get() {
    return row;
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return batches.currentMetricsValues();
  }

  @Override
  public void close() throws IOException {
    batches.close();
  }
}
