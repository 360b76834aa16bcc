// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.layout.Field;
import io.sparkmmap.core.layout.FieldType;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.ReadStatistics;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;

/** Columns of records within records, and of arrays. */
final class NestedVectors {
  private NestedVectors() {}

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
    void moveTo(MappedRegion region, int firstRecord, int recordStride) {
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

  /** An array of fixed size: each row's elements are a column of their own. */
  static final class Array extends StrideVector {
    private final FieldType element;
    private final DataType elementType;
    private final int size;
    private final ReadStatistics statistics;

    Array(FieldType.Array field, DataType type, int fieldPosition, ReadStatistics statistics) {
      super(type, fieldPosition);
      this.element = FieldTypes.elementOf(field);
      this.elementType = ((ArrayType) type).elementType();
      this.size = field.shape().get(0);
      this.statistics = statistics;
    }

    @Override
    public ColumnarArray getArray(int row) {
      StrideVector elements = StrideVectors.of(element, elementType, 0, statistics);
      elements.moveTo(region(), position(row), element.length());
      return new ColumnarArray(elements, 0, size);
    }
  }
}
