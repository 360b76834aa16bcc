// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.vector;

import io.sparkmmap.core.record.BatchCursor;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;

/** Columns as the fields of one struct, which is never null. */
public final class StructVector extends RecordVector {
  private final RecordVector[] fields;

  /**
   * A struct.
   *
   * @param fields in the order of the type
   */
  public StructVector(StructType type, RecordVector[] fields) {
    super(type);
    this.fields = fields.clone();
  }

  @Override
  public void moveTo(BatchCursor cursor) {
    for (RecordVector field : fields) {
      field.moveTo(cursor);
    }
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    return fields[ordinal];
  }
}
