// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.vector;

import io.sparkmmap.core.record.BatchCursor;
import org.apache.spark.sql.types.DataType;

/**
 * A column that is made for each part of a partition, for those who have to hold on to it: filters
 * and aggregates. Spark is handed the column of the part itself.
 */
public final class PartVector extends ForwardingVector {
  /** A column that shows nothing before the first part. */
  public PartVector(DataType type) {
    super(type);
  }

  /** Shows the column of another part. */
  public void setPart(RecordVector column) {
    forwardTo(column);
  }

  /** The column of the part, or this one before the first. */
  public RecordVector ofPart() {
    return values() == null ? this : values();
  }

  @Override
  public void moveTo(BatchCursor cursor) {
    values().moveTo(cursor);
  }
}
