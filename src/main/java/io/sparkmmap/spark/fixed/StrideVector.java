// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.spark.vector.RecordVector;
import java.nio.ByteBuffer;
import org.apache.spark.sql.types.DataType;

/**
 * A column whose values lie equally far apart: the field of a fixed-length record, or the elements
 * of an array in one.
 */
public abstract class StrideVector extends RecordVector {
  private final int fieldPosition;
  private MappedRegion region;
  private ByteBuffer bytes;
  private int first;
  private int stride;

  /**
   * A column that is pointed nowhere yet.
   *
   * @param fieldPosition bytes from the start of a record to the field
   */
  StrideVector(DataType type, int fieldPosition) {
    super(type);
    this.fieldPosition = fieldPosition;
  }

  @Override
  public final void moveTo(BatchCursor cursor) {
    RecordCursor records = (RecordCursor) cursor;
    moveTo(records.region(), records.position(0), records.length(0));
  }

  /**
   * Points the column at records.
   *
   * @param newRegion in which all of them lie
   * @param firstRecord position in the region of the first of them
   * @param recordStride bytes from one to the next
   */
  public void moveTo(MappedRegion newRegion, int firstRecord, int recordStride) {
    region = newRegion;
    bytes = newRegion.bytes();
    first = firstRecord + fieldPosition;
    stride = recordStride;
  }

  protected final MappedRegion region() {
    return region;
  }

  protected final ByteBuffer bytes() {
    return bytes;
  }

  /** Bytes from a value to the next. */
  protected final int stride() {
    return stride;
  }

  /** Position in the region of a row's value. */
  protected final int position(int row) {
    return first + row * stride;
  }
}
