// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import io.sparkmmap.core.arrow.ArrayPlan;
import io.sparkmmap.core.arrow.ArraySlice;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.ByteViews;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;

/** Columns of nested types: their elements are columns of their own. */
final class ArrowNestedVectors {
  private ArrowNestedVectors() {}

  private static int intOrLong(MappedRegion region, int width, int index, long base) {
    return width == Integer.BYTES
        ? (int) ((int) ByteViews.INT_LE.get(region.bytes(), index * Integer.BYTES) - base)
        : Math.toIntExact((long) ByteViews.LONG_LE.get(region.bytes(), index * Long.BYTES) - base);
  }

  /** A struct: its fields have the same rows. */
  static final class Struct extends ArrowVector {
    private final ArrowVector[] children;

    Struct(ArrayPlan plan, DataType type, List<ArrowVector> children) {
      super(plan, type);
      this.children = children.toArray(ArrowVector[]::new);
    }

    @Override
    void place(ArraySlice slice) {
      for (int i = 0; i < children.length; i++) {
        children[i].show(slice.children().get(i));
      }
    }

    @Override
    public ColumnVector getChild(int ordinal) {
      return children[ordinal];
    }
  }

  /** Lists between offsets, and maps, which are lists of keys and values. */
  static final class Lists extends ArrowVector {
    private final ArrowVector elements;
    private final int width;
    private long base;

    Lists(ArrayPlan plan, DataType type, ArrowVector elements, int width) {
      super(plan, type);
      this.elements = elements;
      this.width = width;
    }

    @Override
    void place(ArraySlice slice) {
      base = slice.base();
      elements.show(slice.children().get(0));
    }

    private int offset(int index) {
      return intOrLong(values(), width, index, base);
    }

    @Override
    public ColumnarArray getArray(int row) {
      if (isNullAt(row)) {
        return null;
      }
      int start = offset(row);
      return new ColumnarArray(elements, start, offset(row + 1) - start);
    }

    @Override
    public ColumnarMap getMap(int row) {
      if (isNullAt(row)) {
        return null;
      }
      int start = offset(row);
      return new ColumnarMap(
          elements.getChild(0), elements.getChild(1), start, offset(row + 1) - start);
    }
  }

  /** Lists that have an offset and a size each, in any order. */
  static final class ListViews extends ArrowVector {
    private final ArrowVector elements;
    private final int width;
    private MappedRegion sizes;
    private long base;

    ListViews(ArrayPlan plan, DataType type, ArrowVector elements, int width) {
      super(plan, type);
      this.elements = elements;
      this.width = width;
    }

    @Override
    void place(ArraySlice slice) {
      sizes = slice.data();
      base = slice.base();
      elements.show(slice.children().get(0));
    }

    @Override
    public ColumnarArray getArray(int row) {
      if (isNullAt(row)) {
        return null;
      }
      int size = intOrLong(sizes, width, row, 0);
      // The offset of an empty one may be anywhere.
      int start = size == 0 ? 0 : intOrLong(values(), width, row, base);
      return new ColumnarArray(elements, start, size);
    }
  }

  /** Lists of one size. */
  static final class FixedSizeLists extends ArrowVector {
    private final ArrowVector elements;
    private final int size;

    FixedSizeLists(ArrayPlan plan, DataType type, ArrowVector elements) {
      super(plan, type);
      this.elements = elements;
      this.size = plan.type().size();
    }

    @Override
    void place(ArraySlice slice) {
      elements.show(slice.children().get(0));
    }

    @Override
    public ColumnarArray getArray(int row) {
      return isNullAt(row) ? null : new ColumnarArray(elements, row * size, size);
    }
  }

  /** Nothing but nulls. */
  static final class Nulls extends ArrowVector {
    private int count;

    Nulls(ArrayPlan plan, DataType type) {
      super(plan, type);
    }

    @Override
    void place(ArraySlice slice) {
      count = slice.count();
    }

    @Override
    public boolean hasNull() {
      return count > 0;
    }

    @Override
    public int numNulls() {
      return count;
    }

    @Override
    public boolean isNullAt(int row) {
      return true;
    }

    @Override
    public boolean markNulls(int from, int rows, byte mark, byte[] into) {
      Arrays.fill(into, 0, rows, mark);
      return rows > 0;
    }
  }
}
