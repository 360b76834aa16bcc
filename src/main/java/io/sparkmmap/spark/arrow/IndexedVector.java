// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import io.sparkmmap.core.arrow.ArrayPlan;
import io.sparkmmap.core.arrow.ArraySlice;
import io.sparkmmap.core.arrow.ArrowType;
import io.sparkmmap.core.arrow.Indices;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.StringKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
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

  private static int partOf(long location) {
    return (int) location;
  }

  private static int row(long location) {
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

    @SuppressWarnings("ReferenceEquality") // the array is made anew with each change
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

  /** Values of a dictionary, by their indices. */
  static final class Dictionary extends IndexedVector {
    /** Of longer dictionaries few values may be asked for. */
    private static final int MAX_KEYS = 1 << 16;

    private final ArrowType indexType;
    private final Supplier<ArrowVector> newPart;
    private List<ArraySlice> shown = List.of();
    private int[] starts = {};

    /** What tells the values of each part apart; null until somebody asks. */
    private StringKeys[] keys;

    /**
     * @param newPart makes a column for a part of the dictionary
     */
    Dictionary(ArrayPlan plan, DataType type, Supplier<ArrowVector> newPart) {
      super(plan, type);
      this.indexType = plan.field().dictionary().orElseThrow().indexType();
      this.newPart = newPart;
    }

    @Override
    void place(ArraySlice slice) {
      List<ArraySlice> slices = slice.children();
      if (isShown(slices)) {
        return;
      }
      List<RecordVector> parts = new ArrayList<>();
      starts = new int[slices.size()];
      int start = 0;
      for (int i = 0; i < slices.size(); i++) {
        ArrowVector part = newPart.get();
        part.show(slices.get(i));
        parts.add(part);
        starts[i] = start;
        start += slices.get(i).count();
      }
      setParts(parts);
      shown = slices;
      keys = null;
    }

    /** Each value of the dictionary is looked at once, not each time that it occurs. */
    @Override
    public void copyStringKeys(int from, int count, StringKeys into) {
      if (shown.stream().mapToLong(ArraySlice::count).sum() > MAX_KEYS) {
        super.copyStringKeys(from, count, into);
        return;
      }
      if (keys == null) {
        keys = keysOfParts();
      }
      for (int i = 0; i < count; i++) {
        if (isNullItself(from + i)) {
          into.setNull(i);
        } else {
          long at = locate(from + i);
          into.set(i, keys[partOf(at)], row(at));
        }
      }
    }

    private StringKeys[] keysOfParts() {
      StringKeys[] all = new StringKeys[shown.size()];
      for (int i = 0; i < all.length; i++) {
        int values = shown.get(i).count();
        all[i] = new StringKeys(values);
        ((ArrowVector) part(i)).copyStringKeys(0, values, all[i]);
      }
      return all;
    }

    @SuppressWarnings("ReferenceEquality") // equal ones may have other regions
    private boolean isShown(List<ArraySlice> slices) {
      boolean same = slices.size() == shown.size();
      for (int i = 0; same && i < slices.size(); i++) {
        same = slices.get(i) == shown.get(i);
      }
      return same;
    }

    @Override
    long locate(int row) {
      int index = (int) Indices.at(bytes(), indexType, row);
      int part = starts.length - 1;
      while (part > 0 && starts[part] > index) {
        part--;
      }
      return location(part, index - starts[part]);
    }
  }

  /** One value for all rows of a run. */
  static final class Runs extends IndexedVector {
    private final ArrowVector values;
    private final ArrowType endType;
    private MappedRegion ends;
    private int runs;
    private long firstRow;
    private int run;

    Runs(ArrayPlan plan, DataType type, ArrowVector values) {
      super(plan, type);
      this.values = values;
      this.endType = plan.children().get(0).type();
      setParts(List.of(values));
    }

    @Override
    void place(ArraySlice slice) {
      ArraySlice runEnds = slice.children().get(0);
      ends = runEnds.values();
      runs = runEnds.count();
      firstRow = slice.base();
      run = 0;
      values.show(slice.children().get(1));
    }

    private long end(int index) {
      return Indices.at(ends.bytes(), endType, index) - firstRow;
    }

    /** Looks at the run of the last call first, since rows are mostly read in their order. */
    @Override
    long locate(int row) {
      if (row >= end(run) || (run > 0 && row < end(run - 1))) {
        run = search(row);
      }
      return location(0, run);
    }

    private int search(int row) {
      int low = 0;
      int high = runs - 1;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (end(middle) > row) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low;
    }
  }
}
