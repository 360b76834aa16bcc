// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.npy;

import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.EmptyRecordsCursor;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.spark.vector.ConstantVector;
import io.sparkmmap.spark.vector.RecordVector;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.vectorized.ColumnarArray;

/** Rows of an array one of whose other axes is of length 0: each is an array without elements. */
final class NoElementsCursor extends EmptyRecordsCursor implements NpyCursor {
  private final NpyRows rows;

  NoElementsCursor(RegionSource source, DataRange range, NpyRows rows, int maxBatchRows) {
    super(source, range, rows.header().rowCount(), maxBatchRows);
    this.rows = rows;
  }

  @Override
  public Column column(StructField column, ReadStatistics statistics) {
    // Up to the first axis of length 0 an array has elements, which are arrays without.
    return new Column(arrays(rows.header().rowShape(), column.dataType()), () -> {});
  }

  private static RecordVector arrays(List<Long> shape, DataType type) {
    if (shape.isEmpty()) {
      return new ConstantVector(type);
    }
    int size = (int) Math.min(shape.get(0), Integer.MAX_VALUE);
    ArrayType array = (ArrayType) type;
    return new SameArrayVector(
        array, arrays(shape.subList(1, shape.size()), array.elementType()), size);
  }

  /** The same array in every row. */
  private static final class SameArrayVector extends RecordVector {
    private final RecordVector elements;
    private final int size;

    SameArrayVector(ArrayType type, RecordVector elements, int size) {
      super(type);
      this.elements = elements;
      this.size = size;
    }

    @Override
    public void moveTo(BatchCursor cursor) {
      // There is nothing to point at.
    }

    @Override
    public ColumnarArray getArray(int row) {
      return new ColumnarArray(elements, 0, size);
    }
  }
}
