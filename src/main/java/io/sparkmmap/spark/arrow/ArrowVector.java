// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import io.sparkmmap.core.arrow.ArrayBits;
import io.sparkmmap.core.arrow.ArrayPlan;
import io.sparkmmap.core.arrow.ArraySlice;
import io.sparkmmap.core.arrow.ArrowCursor;
import io.sparkmmap.core.arrow.ArrowType;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.source.ByteViews;
import io.sparkmmap.spark.vector.RecordVector;
import java.nio.ByteBuffer;
import org.apache.spark.sql.types.DataType;

/** A column over the values of a field, with its nulls. */
abstract class ArrowVector extends RecordVector {
  private final ArrayPlan plan;
  private int column;
  private int count;
  private ByteBuffer validity;
  private int firstBit;
  private ByteBuffer bytes;
  private MappedRegion values;

  /** A column that shows nothing yet. */
  ArrowVector(ArrayPlan plan, DataType type) {
    super(type);
    this.plan = plan;
  }

  /** This vector as that of a cursor's column. */
  final ArrowVector ofColumn(int index) {
    column = index;
    return this;
  }

  @Override
  public final void moveTo(BatchCursor cursor) {
    show(((ArrowCursor) cursor).slice(column));
  }

  /** Points the column at values. */
  final void show(ArraySlice slice) {
    ArrayBits valid = slice.validity();
    validity = valid == null ? null : valid.bytes().bytes();
    firstBit = valid == null ? 0 : valid.firstBit();
    count = slice.count();
    values = slice.values();
    bytes = values == null ? null : values.bytes();
    place(slice);
  }

  /** Takes what the subclass needs in addition to validity and values. */
  abstract void place(ArraySlice slice);

  /** Just the values, offsets, views or indices of the rows. */
  final ByteBuffer bytes() {
    return bytes;
  }

  /** The region of {@link #bytes()}. */
  final MappedRegion values() {
    return values;
  }

  /** The type of the field in the file. */
  final ArrowType fileType() {
    return plan.type();
  }

  /** Where a value of some width stands in the file, for messages. */
  final String whereIs(int row, int width) {
    return "column '" + plan.path() + "' at offset " + (values.offset() + (long) row * width);
  }

  @Override
  public boolean hasNull() {
    return validity != null;
  }

  @Override
  public int numNulls() {
    int nulls = 0;
    for (int row = 0; validity != null && row < count; row++) {
      nulls += isNullAt(row) ? 1 : 0;
    }
    return nulls;
  }

  @Override
  public boolean markNulls(int from, int count, byte mark, byte[] into) {
    ByteBuffer bits = validity;
    if (bits == null) {
      return false;
    }
    boolean any = false;
    int first = firstBit + from;
    int i = 0;
    while (i < count) {
      int bit = first + i;
      if ((bit & 7) == 0 && count - i >= Long.SIZE && allSet(bits, bit >> 3)) {
        i += Long.SIZE;
        continue;
      }
      // Up to the next whole word, or through this one.
      int end = Math.min(count, i + Long.SIZE - ((bit & 7) == 0 ? 0 : bit & 7));
      for (; i < end; i++) {
        boolean isNull = !ArrayBits.get(bits, first + i);
        into[i] = isNull ? mark : into[i];
        any |= isNull;
      }
    }
    return any;
  }

  private static boolean allSet(ByteBuffer bits, int position) {
    return (long) ByteViews.LONG_LE.get(bits, position) == -1;
  }

  @Override
  public boolean isNullAt(int row) {
    ByteBuffer bits = validity;
    return bits != null && !ArrayBits.get(bits, firstBit + row);
  }
}
