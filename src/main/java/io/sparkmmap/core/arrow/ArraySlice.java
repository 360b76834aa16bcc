// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import io.sparkmmap.core.mapping.MappedRegion;
import java.util.List;

/**
 * Some consecutive values of a field in one batch, checked: offsets rise and lie within their data,
 * indices within their dictionary, for every value that is not null.
 *
 * @param plan of the field
 * @param count of values
 * @param validity the bits of those that are no nulls, or null if none is null
 * @param values just these values, or their offsets, views or indices in a dictionary; bits begin
 *     as {@code bits} says
 * @param bits of booleans; else null
 * @param data what offsets point into, from {@code base} on; sizes of list views
 * @param views the buffers that views point into
 * @param base what to subtract of an offset; the index of the first value among those that run ends
 *     count
 * @param children what lies under these values only, or the parts of a dictionary, in their order
 */
public record ArraySlice(
    ArrayPlan plan,
    int count,
    ArrayBits validity,
    MappedRegion values,
    ArrayBits bits,
    MappedRegion data,
    List<ViewBuffer> views,
    long base,
    List<ArraySlice> children) {

  /**
   * A part of a buffer that views point into.
   *
   * @param bytes that some view points to
   * @param base position in the buffer of the first of them
   */
  public record ViewBuffer(MappedRegion bytes, long base) {}

  static ArraySlice of(ArrayPlan plan, int count, ArrayBits validity) {
    return new ArraySlice(plan, count, validity, null, null, null, List.of(), 0, List.of());
  }

  ArraySlice withValues(MappedRegion newValues) {
    return new ArraySlice(plan, count, validity, newValues, bits, data, views, base, children);
  }

  ArraySlice withBits(ArrayBits newBits) {
    return new ArraySlice(plan, count, validity, values, newBits, data, views, base, children);
  }

  ArraySlice withData(MappedRegion newData, long newBase) {
    return new ArraySlice(plan, count, validity, values, bits, newData, views, newBase, children);
  }

  ArraySlice withViews(List<ViewBuffer> newViews) {
    return new ArraySlice(plan, count, validity, values, bits, data, newViews, base, children);
  }

  ArraySlice withChildren(List<ArraySlice> newChildren, long newBase) {
    return new ArraySlice(
        plan, count, validity, values, bits, data, views, newBase, List.copyOf(newChildren));
  }
}
