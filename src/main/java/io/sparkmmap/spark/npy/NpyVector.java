// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.npy;

import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.spark.vector.ForwardingVector;
import org.apache.spark.sql.types.StructField;

/** A column of files that may differ in byte order and in the order of their elements. */
final class NpyVector extends ForwardingVector {
  private final StructField column;
  private final ReadStatistics statistics;

  /** Whose column this shows now, and that column; null before the first batch. */
  private BatchCursor cursor;

  private NpyCursor.Column ofFile;

  NpyVector(StructField column, ReadStatistics statistics) {
    super(column.dataType());
    this.column = column;
    this.statistics = statistics;
  }

  @Override
  public void moveTo(BatchCursor newCursor) {
    if (cursor != newCursor) {
      cursor = newCursor;
      ofFile = ((NpyCursor) newCursor).column(column, statistics);
      forwardTo(ofFile.vector());
    }
    ofFile.moveToBatch().run();
  }
}
