// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.npy;

import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.spark.vector.RecordVector;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;

/** Arrays of equal size, whose elements follow one another in another column. */
final class ArraysVector extends RecordVector {
  private final ColumnVector elements;
  private final int size;

  /**
   * A column of arrays.
   *
   * @param elements of all of them; never asked for one if the size is 0
   * @param size elements of each
   */
  ArraysVector(ArrayType type, ColumnVector elements, int size) {
    super(type);
    this.elements = elements;
    this.size = size;
  }

  @Override
  public void moveTo(BatchCursor cursor) {
    // The elements know where they lie.
  }

  @Override
  public ColumnarArray getArray(int row) {
    return new ColumnarArray(elements, row * size, size);
  }
}
