// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import io.sparkmmap.core.arrow.ArrayPlan;
import io.sparkmmap.core.arrow.ArraySlice;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A column whose values stand in other columns: in the parts of a dictionary, or once for a run of
 * equal ones.
 */
abstract class IndexedVector extends ArrowVector {
  private ColumnVector[] parts = {};

  IndexedVector(ArrayPlan plan, DataType type) {
    super(plan, type);
  }

  /** Sets where values stand. */
  final void setParts(List<? extends ColumnVector> newParts) {
    parts = newParts.toArray(ColumnVector[]::new);
  }

  /** Which part has a row's value, and above that, shifted by 32 bits, which row of it. */
  abstract long locate(int row);

  static long location(int part, int row) {
    return (long) row << Integer.SIZE | part;
  }

  static int partOf(long location) {
    return (int) location;
  }

  static int row(long location) {
    return (int) (location >>> Integer.SIZE);
  }

  final ColumnVector part(long location) {
    return parts[partOf(location)];
  }

  @Override
  public final boolean hasNull() {
    return super.hasNull() || anyPartHasNull();
  }

  /** Nulls may also stand among the values. */
  boolean anyPartHasNull() {
    for (ColumnVector part : parts) {
      if (part.hasNull()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public final boolean isNullAt(int row) {
    if (super.isNullAt(row)) {
      return true;
    }
    long at = locate(row);
    return part(at).isNullAt(row(at));
  }

  /** Whether a row is null by its own bit, whatever the value is that it would have. */
  final boolean isNullItself(int row) {
    return super.isNullAt(row);
  }

  @Override
  public final boolean markNulls(int from, int count, byte mark, byte[] into) {
    boolean any = super.markNulls(from, count, mark, into);
    if (anyPartHasNull()) {
      for (int i = 0; i < count; i++) {
        if (isNullAt(from + i)) {
          into[i] = mark;
          any = true;
        }
      }
    }
    return any;
  }

  @Override
  public final boolean getBoolean(int row) {
    long at = locate(row);
    return part(at).getBoolean(row(at));
  }

  @Override
  public final byte getByte(int row) {
    long at = locate(row);
    return part(at).getByte(row(at));
  }

  @Override
  public final short getShort(int row) {
    long at = locate(row);
    return part(at).getShort(row(at));
  }

  @Override
  public final int getInt(int row) {
    long at = locate(row);
    return part(at).getInt(row(at));
  }

  @Override
  public final long getLong(int row) {
    long at = locate(row);
    return part(at).getLong(row(at));
  }

  @Override
  public final float getFloat(int row) {
    long at = locate(row);
    return part(at).getFloat(row(at));
  }

  @Override
  public final double getDouble(int row) {
    long at = locate(row);
    return part(at).getDouble(row(at));
  }

  @Override
  public final Decimal getDecimal(int row, int precision, int scale) {
    if (super.isNullAt(row)) {
      return null;
    }
    long at = locate(row);
    return part(at).getDecimal(row(at), precision, scale);
  }

  @Override
  public final UTF8String getUTF8String(int row) {
    if (super.isNullAt(row)) {
      return null;
    }
    long at = locate(row);
    return part(at).getUTF8String(row(at));
  }

  @Override
  public final byte[] getBinary(int row) {
    if (super.isNullAt(row)) {
      return null;
    }
    long at = locate(row);
    return part(at).getBinary(row(at));
  }

  @Override
  public final CalendarInterval getInterval(int row) {
    if (super.isNullAt(row)) {
      return null;
    }
    long at = locate(row);
    return part(at).getInterval(row(at));
  }

  @Override
  public final ColumnarArray getArray(int row) {
    if (super.isNullAt(row)) {
      return null;
    }
    long at = locate(row);
    return part(at).getArray(row(at));
  }

  @Override
  public final ColumnarMap getMap(int row) {
    if (super.isNullAt(row)) {
      return null;
    }
    long at = locate(row);
    return part(at).getMap(row(at));
  }

  @Override
  public final ColumnVector getChild(int ordinal) {
    return new Child(this, ordinal);
  }

  /** A field of structs that stand elsewhere: always where those of its parent stand now. */
  private static final class Child extends IndexedVector {
    private final IndexedVector parent;
    private final int ordinal;
    private ColumnVector[] partsOfParent;

    Child(IndexedVector parent, int ordinal) {
      super(null, parent.parts.length == 0 ? parent.dataType() : childType(parent, ordinal));
      this.parent = parent;
      this.ordinal = ordinal;
    }

    private static DataType childType(IndexedVector parent, int ordinal) {
      return parent.parts[0].getChild(ordinal).dataType();
    }

    @Override
    void place(ArraySlice slice) {}

    @SuppressWarnings("ReferenceEquality") // there is a new array after each change
    private void follow() {
      if (partsOfParent != parent.parts) {
        partsOfParent = parent.parts;
        setParts(Arrays.stream(partsOfParent).map(part -> part.getChild(ordinal)).toList());
      }
    }

    @Override
    boolean anyPartHasNull() {
      follow();
      return super.anyPartHasNull();
    }

    @Override
    long locate(int row) {
      long location = parent.locate(row);
      follow();
      return location;
    }
  }
}
