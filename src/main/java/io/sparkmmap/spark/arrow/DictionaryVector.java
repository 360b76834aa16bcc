// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import io.sparkmmap.core.arrow.ArrayPlan;
import io.sparkmmap.core.arrow.ArraySlice;
import io.sparkmmap.core.arrow.ArrowType;
import io.sparkmmap.core.arrow.Indices;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.StringKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.types.DataType;

/** Values of a dictionary, by their indices. */
final class DictionaryVector extends IndexedVector {
  /** Of longer dictionaries few values may be asked for. */
  private static final int MAX_KEYS = 1 << 16;

  private final ArrowType indexType;
  private final Supplier<ArrowVector> newPart;
  private List<ArraySlice> shown = List.of();
  private int[] starts = {};

  /** Distinguishes the values of each part; null until somebody asks. */
  private StringKeys[] keys;

  /**
   * @param newPart makes a column for a part of the dictionary
   */
  DictionaryVector(ArrayPlan plan, DataType type, Supplier<ArrowVector> newPart) {
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

  /** Each value of the dictionary is tested once, not each time that it occurs. */
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
