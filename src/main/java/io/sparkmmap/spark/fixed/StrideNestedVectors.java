// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.layout.Field;
import io.sparkmmap.core.layout.FieldType;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.ReadStatistics;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;

/** Columns of records within records, and of arrays. */
final class StrideNestedVectors {
  private StrideNestedVectors() {}

  /** A struct: its fields are columns with the stride of the whole record. */
  static final class Struct extends StrideVector {
    private final StrideVector[] children;

    Struct(FieldType.Struct field, DataType type, int fieldPosition, ReadStatistics statistics) {
      super(type, fieldPosition);
      // By name: Spark leaves out the fields that a query does not need.
      StructField[] wanted = ((StructType) type).fields();
      this.children = new StrideVector[wanted.length];
      for (int i = 0; i < children.length; i++) {
        Field child = field.layout().field(wanted[i].name());
        children[i] =
            StrideVectors.of(
                child.type(), wanted[i].dataType(), fieldPosition + child.position(), statistics);
      }
    }

    @Override
    public void moveTo(MappedRegion region, int firstRecord, int recordStride) {
      super.moveTo(region, firstRecord, recordStride);
      for (StrideVector child : children) {
        child.moveTo(region, firstRecord, recordStride);
      }
    }

    @Override
    public ColumnVector getChild(int ordinal) {
      return children[ordinal];
    }
  }

  /** An array of fixed size: the elements of all rows, or else of each row, are a column. */
  static final class Array extends StrideVector {
    private final FieldType element;
    private final DataType elementType;
    private final int size;
    private final ReadStatistics statistics;

    /** The elements of all rows of the batch, where they lie equally far apart; else null. */
    private StrideVector allElements;

    private int elementsPerRow;

    Array(FieldType.Array field, DataType type, int fieldPosition, ReadStatistics statistics) {
      super(type, fieldPosition);
      this.element = FieldTypes.elementOf(field);
      this.elementType = ((ArrayType) type).elementType();
      this.size = field.shape().get(0);
      this.statistics = statistics;
    }

    @Override
    public void moveTo(MappedRegion region, int firstRecord, int recordStride) {
      super.moveTo(region, firstRecord, recordStride);
      int elementLength = element.length();
      boolean together = recordStride % elementLength == 0;
      elementsPerRow = recordStride / elementLength;
      allElements = together ? newElements(position(0)) : null;
    }

    // Anew for each batch: arrays that were taken from the one before may still be in use.
    private StrideVector newElements(int position) {
      StrideVector elements = StrideVectors.of(element, elementType, 0, statistics);
      elements.moveTo(region(), position, element.length());
      return elements;
    }

    @Override
    public ColumnarArray getArray(int row) {
      return allElements == null
          ? new ColumnarArray(newElements(position(row)), 0, size)
          : new ColumnarArray(allElements, row * elementsPerRow, size);
    }
  }
}
