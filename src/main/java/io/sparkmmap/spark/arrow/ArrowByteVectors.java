// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import io.sparkmmap.core.arrow.ArrayPlan;
import io.sparkmmap.core.arrow.ArraySlice;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.ByteViews;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.spark.vector.RegionStrings;
import io.sparkmmap.spark.vector.StringKeys;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Columns of text and bytes: strings in place, and the copies that Spark wants of binary values.
 */
final class ArrowByteVectors {
  private ArrowByteVectors() {}

  private static byte[] copy(
      MappedRegion region, int position, int length, ReadStatistics statistics) {
    byte[] copy = new byte[length];
    region.bytes().get(position, copy);
    if (region.isMapped()) {
      statistics.addBytesCopied(length);
    }
    return copy;
  }

  /** Values between offsets, of which there is one more. */
  private abstract static class BetweenOffsets extends ArrowVector {
    private final ReadStatistics statistics;
    private MappedRegion data;
    private long base;
    private int[] offsets = {};

    BetweenOffsets(ArrayPlan plan, DataType type, ReadStatistics statistics) {
      super(plan, type);
      this.statistics = statistics;
    }

    @Override
    final void place(ArraySlice slice) {
      data = slice.data();
      base = slice.base();
    }

    /** The offset at which the data begins. */
    final long base() {
      return base;
    }

    /** Where in the data a value begins, and the one before it ends. */
    abstract int offset(int index);

    /** The same of several; what stands between two nulls is anything. */
    abstract void copyOffsets(int from, int count, int[] into);

    @Override
    public final void copyStringKeys(int from, int count, StringKeys into) {
      if (count == 0) {
        return; // an array of no values need not have one offset
      }
      if (offsets.length <= count) {
        offsets = new int[count + 1];
      }
      copyOffsets(from, count + 1, offsets);
      for (int i = 0; i < count; i++) {
        if (isNullAt(from + i)) {
          into.setNull(i);
        } else {
          into.set(i, data, offsets[i], offsets[i + 1] - offsets[i]);
        }
      }
    }

    @Override
    public final UTF8String getUTF8String(int row) {
      if (isNullAt(row)) {
        return null;
      }
      int start = offset(row);
      return RegionStrings.at(data, start, offset(row + 1) - start);
    }

    @Override
    public final byte[] getBinary(int row) {
      if (isNullAt(row)) {
        return null;
      }
      int start = offset(row);
      return copy(data, start, offset(row + 1) - start, statistics);
    }
  }

  /** Values between offsets of 32 bits. */
  static final class Offsets extends BetweenOffsets {
    Offsets(ArrayPlan plan, DataType type, ReadStatistics statistics) {
      super(plan, type, statistics);
    }

    @Override
    int offset(int index) {
      return (int) ByteViews.INT_LE.get(bytes(), index * Integer.BYTES) - (int) base();
    }

    @Override
    void copyOffsets(int from, int count, int[] into) {
      ByteBuffer source = bytes();
      int first = (int) base();
      for (int i = 0; i < count; i++) {
        into[i] = (int) ByteViews.INT_LE.get(source, (from + i) * Integer.BYTES) - first;
      }
    }
  }

  /** Values between offsets of 64 bits. */
  static final class LargeOffsets extends BetweenOffsets {
    LargeOffsets(ArrayPlan plan, DataType type, ReadStatistics statistics) {
      super(plan, type, statistics);
    }

    /** Fits an int, for all data of the rows lies in one region. */
    @Override
    int offset(int index) {
      return Math.toIntExact((long) ByteViews.LONG_LE.get(bytes(), index * Long.BYTES) - base());
    }

    @Override
    void copyOffsets(int from, int count, int[] into) {
      ByteBuffer source = bytes();
      long first = base();
      for (int i = 0; i < count; i++) {
        into[i] = (int) ((long) ByteViews.LONG_LE.get(source, (from + i) * Long.BYTES) - first);
      }
    }
  }

  /** Values of a fixed size. */
  static final class Fixed extends ArrowVector {
    private final int size;
    private final ReadStatistics statistics;

    Fixed(ArrayPlan plan, DataType type, ReadStatistics statistics) {
      super(plan, type);
      this.size = plan.type().size();
      this.statistics = statistics;
    }

    @Override
    void place(ArraySlice slice) {}

    @Override
    public UTF8String getUTF8String(int row) {
      return isNullAt(row) ? null : RegionStrings.at(values(), row * size, size);
    }

    @Override
    public byte[] getBinary(int row) {
      return isNullAt(row) ? null : copy(values(), row * size, size, statistics);
    }
  }

  /**
   * Values that a view of 16 bytes has in itself, if they are no longer than 12 bytes, or else
   * points at.
   */
  static final class Views extends ArrowVector {
    private static final int WIDTH = 16;
    private static final int MAX_INLINE = 12;

    private final ReadStatistics statistics;
    private List<ArraySlice.ViewBuffer> buffers = List.of();

    Views(ArrayPlan plan, DataType type, ReadStatistics statistics) {
      super(plan, type);
      this.statistics = statistics;
    }

    @Override
    void place(ArraySlice slice) {
      buffers = slice.views();
    }

    private int length(int view) {
      return (int) ByteViews.INT_LE.get(bytes(), view);
    }

    private ArraySlice.ViewBuffer buffer(int view) {
      return buffers.get((int) ByteViews.INT_LE.get(bytes(), view + 2 * Integer.BYTES));
    }

    private int start(int view, ArraySlice.ViewBuffer buffer) {
      int offset = (int) ByteViews.INT_LE.get(bytes(), view + 3 * Integer.BYTES);
      return (int) (offset - buffer.base());
    }

    @Override
    public void copyStringKeys(int from, int count, StringKeys into) {
      for (int i = 0; i < count; i++) {
        if (isNullAt(from + i)) {
          into.setNull(i);
          continue;
        }
        int view = (from + i) * WIDTH;
        int length = length(view);
        if (length <= MAX_INLINE) {
          into.set(i, values(), view + Integer.BYTES, length);
        } else {
          ArraySlice.ViewBuffer buffer = buffer(view);
          into.set(i, buffer.bytes(), start(view, buffer), length);
        }
      }
    }

    @Override
    public UTF8String getUTF8String(int row) {
      if (isNullAt(row)) {
        return null;
      }
      int view = row * WIDTH;
      int length = length(view);
      if (length <= MAX_INLINE) {
        return RegionStrings.at(values(), view + Integer.BYTES, length);
      }
      ArraySlice.ViewBuffer buffer = buffer(view);
      return RegionStrings.at(buffer.bytes(), start(view, buffer), length);
    }

    @Override
    public byte[] getBinary(int row) {
      if (isNullAt(row)) {
        return null;
      }
      int view = row * WIDTH;
      int length = length(view);
      if (length <= MAX_INLINE) {
        return copy(values(), view + Integer.BYTES, length, statistics);
      }
      ArraySlice.ViewBuffer buffer = buffer(view);
      return copy(buffer.bytes(), start(view, buffer), length, statistics);
    }
  }
}
