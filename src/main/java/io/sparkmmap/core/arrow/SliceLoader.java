// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import static io.sparkmmap.core.source.ByteViews.INT_LE;
import static io.sparkmmap.core.source.ByteViews.LONG_LE;

import io.sparkmmap.core.arrow.ArraySlice.ViewBuffer;
import io.sparkmmap.core.mapping.MappedRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds values of a batch in its buffers, and checks what points elsewhere, once. */
final class SliceLoader {
  private static final int VIEW_BYTES = 16;

  /** Up to so many bytes stand in the view itself. */
  private static final int MAX_INLINE_BYTES = 12;

  private final BatchBody body;
  private final Dictionaries dictionaries;

  SliceLoader(BatchBody body, Dictionaries dictionaries) {
    this.body = body;
    this.dictionaries = dictionaries;
  }

  /**
   * Values of a field.
   *
   * @param from index in the batch of the first
   * @param count how many
   * @throws io.sparkmmap.core.source.RecordTooLongException if so many cannot be had in one piece
   */
  ArraySlice load(ArrayPlan plan, long from, long count) throws IOException {
    long length = body.metadata().length(plan);
    if (count > length || from > length - count) {
      throw body.origin()
          .damaged(0, "length of '" + plan.path() + "'", "at least " + (from + count), length);
    }
    if (count > Integer.MAX_VALUE) {
      throw new TooManyValuesException(body.origin(), plan, count);
    }
    int values = (int) count;
    if (plan.dictionary() != null) {
      return indices(plan, from, values);
    }
    return switch (plan.type().kind().layout()) {
      case NOTHING -> ArraySlice.of(plan, values, null);
      case BITS -> plain(plan, from, values).withBits(bits(plan, 1, from, values));
      case FIXED -> fixed(plan, plan.type().size(), from, values);
      case BYTES -> bytes(plan, Integer.BYTES, from, values);
      case LARGE_BYTES -> bytes(plan, Long.BYTES, from, values);
      case VIEWS -> views(plan, from, values);
      case LIST -> list(plan, Integer.BYTES, from, values);
      case LARGE_LIST -> list(plan, Long.BYTES, from, values);
      case LIST_VIEW -> listView(plan, Integer.BYTES, from, values);
      case LARGE_LIST_VIEW -> listView(plan, Long.BYTES, from, values);
      case FIXED_SIZE_LIST -> fixedSizeList(plan, from, values);
      case STRUCT -> struct(plan, from, values);
      case RUN_ENDS -> runs(plan, from, values);
      case SPARSE_UNION, DENSE_UNION ->
          throw body.origin().unsupported("column '" + plan.path() + "' is a union");
      case UNKNOWN ->
          throw body.origin().unsupported("column '" + plan.path() + "' is " + plan.type());
    };
  }

  private ArraySlice plain(ArrayPlan plan, long from, int count) throws IOException {
    ArrayBits validity =
        count > 0 && body.metadata().mayHaveNulls(plan) ? bits(plan, 0, from, count) : null;
    return ArraySlice.of(plan, count, validity);
  }

  private ArrayBits bits(ArrayPlan plan, int buffer, long from, int count) throws IOException {
    long first = from >> 3;
    int firstBit = (int) (from & 7);
    long length = count == 0 ? 0 : ((long) firstBit + count + 7) >> 3;
    return new ArrayBits(buffer(plan, buffer, first, length), firstBit);
  }

  private MappedRegion buffer(ArrayPlan plan, int buffer, long from, long length)
      throws IOException {
    return body.bytes(
        body.metadata().bufferIndex(plan, buffer), from, length, "column '" + plan.path() + "'");
  }

  private MappedRegion values(ArrayPlan plan, int buffer, long width, long from, long count)
      throws IOException {
    try {
      return buffer(
          plan, buffer, Math.multiplyExact(from, width), Math.multiplyExact(count, width));
    } catch (ArithmeticException e) {
      throw body.origin()
          .damaged(0, "length of '" + plan.path() + "'", "values in a file", from + count);
    }
  }

  private ArrowFileException damaged(ArrayPlan plan, long row, String expected, Object found) {
    return body.origin()
        .damaged(0, "value " + row + " of column '" + plan.path() + "'", expected, found);
  }

  private ArraySlice fixed(ArrayPlan plan, int width, long from, int count) throws IOException {
    return plain(plan, from, count).withValues(values(plan, 1, width, from, count));
  }

  /** Offsets, one more than values; none need be there for no value. */
  private MappedRegion offsets(ArrayPlan plan, int width, long from, int count) throws IOException {
    return values(plan, 1, width, from, count == 0 ? 0 : count + 1L);
  }

  /** Checks that offsets rise from zero or more, and returns the first and the last. */
  private long[] checkedOffsets(
      ArrayPlan plan, MappedRegion offsets, int width, long from, int count) throws IOException {
    if (count == 0) {
      return new long[2];
    }
    ByteBuffer bytes = offsets.bytes();
    long first = offset(bytes, width, 0);
    long before = first;
    boolean rising = first >= 0;
    for (int i = 1; i <= count; i++) {
      long next = offset(bytes, width, i);
      rising &= next >= before;
      before = next;
    }
    if (!rising) {
      throw fallingOffset(plan, bytes, width, from, count);
    }
    return new long[] {first, before};
  }

  private ArrowFileException fallingOffset(
      ArrayPlan plan, ByteBuffer bytes, int width, long from, int count) {
    long before = 0;
    for (int i = 0; i <= count; i++) {
      long next = offset(bytes, width, i);
      if (next < before) {
        return damaged(plan, from + i, "an offset of at least " + before, next);
      }
      before = next;
    }
    return damaged(plan, from, "rising offsets", "others before they were read again");
  }

  private static long offset(ByteBuffer bytes, int width, int index) {
    return width == Integer.BYTES
        ? (int) INT_LE.get(bytes, index * Integer.BYTES)
        : (long) LONG_LE.get(bytes, index * Long.BYTES);
  }

  private ArraySlice bytes(ArrayPlan plan, int width, long from, int count) throws IOException {
    MappedRegion offsets = offsets(plan, width, from, count);
    long[] ends = checkedOffsets(plan, offsets, width, from, count);
    return plain(plan, from, count)
        .withValues(offsets)
        .withData(buffer(plan, 2, ends[0], ends[1] - ends[0]), ends[0]);
  }

  private ArraySlice list(ArrayPlan plan, int width, long from, int count) throws IOException {
    MappedRegion offsets = offsets(plan, width, from, count);
    long[] ends = checkedOffsets(plan, offsets, width, from, count);
    ArraySlice elements = load(plan.children().get(0), ends[0], ends[1] - ends[0]);
    if (plan.type().kind() == ArrowType.Kind.MAP && elements.children().get(0).validity() != null) {
      throw body.origin().damaged(0, "keys of map '" + plan.path() + "'", "no null", "some");
    }
    return plain(plan, from, count).withValues(offsets).withChildren(List.of(elements), ends[0]);
  }

  private ArraySlice listView(ArrayPlan plan, int width, long from, int count) throws IOException {
    ArraySlice plain = plain(plan, from, count);
    MappedRegion offsets = values(plan, 1, width, from, count);
    MappedRegion sizes = values(plan, 2, width, from, count);
    long length = body.metadata().length(plan.children().get(0));
    long first = Long.MAX_VALUE;
    long last = 0;
    for (int i = 0; i < count; i++) {
      if (plain.validity() == null || plain.validity().get(i)) {
        long offset = offset(offsets.bytes(), width, i);
        long size = offset(sizes.bytes(), width, i);
        if (offset < 0 || size < 0 || offset > length || size > length - offset) {
          throw damaged(
              plan, from + i, "a part of " + length + " elements", size + " from " + offset);
        }
        if (size > 0) {
          first = Math.min(first, offset);
          last = Math.max(last, offset + size);
        }
      }
    }
    long base = Math.min(first, last);
    ArraySlice elements = load(plan.children().get(0), base, last - base);
    return plain.withValues(offsets).withData(sizes, base).withChildren(List.of(elements), base);
  }

  private ArraySlice fixedSizeList(ArrayPlan plan, long from, int count) throws IOException {
    long size = plan.type().size();
    ArrayPlan element = plan.children().get(0);
    if (size != 0 && from > Long.MAX_VALUE / size - count) {
      throw body.origin().damaged(0, "length of '" + plan.path() + "'", "less", from + count);
    }
    return plain(plan, from, count)
        .withChildren(List.of(load(element, from * size, count * size)), 0);
  }

  private ArraySlice struct(ArrayPlan plan, long from, int count) throws IOException {
    List<ArraySlice> children = new ArrayList<>(plan.children().size());
    for (ArrayPlan child : plan.children()) {
      children.add(load(child, from, count));
    }
    return plain(plan, from, count).withChildren(children, 0);
  }

  private ArraySlice indices(ArrayPlan plan, long from, int count) throws IOException {
    ArrowType type = plan.field().dictionary().orElseThrow().indexType();
    ArraySlice indices = fixed(plan, type.size(), from, count);
    List<ArraySlice> parts = dictionaries.of(plan.dictionary());
    long length = 0;
    for (ArraySlice part : parts) {
      length += part.count();
    }
    if (length > Integer.MAX_VALUE) {
      throw new TooManyValuesException(body.origin(), plan, length);
    }
    ByteBuffer bytes = indices.values().bytes();
    for (int i = 0; i < count; i++) {
      long index = Indices.at(bytes, type, i);
      if ((index < 0 || index >= length)
          && (indices.validity() == null || indices.validity().get(i))) {
        throw damaged(plan, from + i, "an index below " + length + " of its dictionary", index);
      }
    }
    return indices.withChildren(parts, 0);
  }

  private ArraySlice views(ArrayPlan plan, long from, int count) throws IOException {
    ArraySlice slice = fixed(plan, VIEW_BYTES, from, count);
    int buffers = body.metadata().variadicBuffers(plan);
    long[] first = new long[buffers];
    long[] last = new long[buffers];
    long[] lengths = new long[buffers];
    Arrays.fill(first, Long.MAX_VALUE);
    Arrays.fill(lengths, -1);
    ByteBuffer bytes = slice.values().bytes();
    for (int i = 0; i < count; i++) {
      int length = (int) INT_LE.get(bytes, i * VIEW_BYTES);
      if ((length >= 0 && length <= MAX_INLINE_BYTES)
          || (slice.validity() != null && !slice.validity().get(i))) {
        continue;
      }
      int buffer = (int) INT_LE.get(bytes, i * VIEW_BYTES + 8);
      int offset = (int) INT_LE.get(bytes, i * VIEW_BYTES + 12);
      if (length < 0 || buffer < 0 || buffer >= buffers || offset < 0) {
        throw damaged(
            plan,
            from + i,
            "a view into one of " + buffers + " buffers",
            length + " bytes at " + offset + " of buffer " + buffer);
      }
      if (lengths[buffer] < 0) {
        lengths[buffer] = body.length(body.metadata().bufferIndex(plan, 2 + buffer));
      }
      long end = (long) offset + length;
      if (end > lengths[buffer]) {
        throw damaged(
            plan, from + i, "a view into " + lengths[buffer] + " bytes", "one that ends at " + end);
      }
      first[buffer] = Math.min(first[buffer], offset);
      last[buffer] = Math.max(last[buffer], end);
    }
    return slice.withViews(viewBuffers(plan, first, last));
  }

  /** Of each buffer what lies between the first byte and the last that a view points to. */
  private List<ViewBuffer> viewBuffers(ArrayPlan plan, long[] first, long[] last)
      throws IOException {
    List<ViewBuffer> parts = new ArrayList<>(first.length);
    for (int i = 0; i < first.length; i++) {
      long base = Math.min(first[i], last[i]);
      parts.add(new ViewBuffer(buffer(plan, 2 + i, base, last[i] - base), base));
    }
    return parts;
  }

  /** Finds the runs that have the values, by halves, and checks just these. */
  private ArraySlice runs(ArrayPlan plan, long from, int count) throws IOException {
    ArrayPlan ends = plan.children().get(0);
    ArrayPlan values = plan.children().get(1);
    if (count == 0) {
      return ArraySlice.of(plan, 0, null)
          .withChildren(List.of(load(ends, 0, 0), load(values, 0, 0)), from);
    }
    long runs = body.metadata().length(ends);
    MappedRegion all = load(ends, 0, runs).values();
    ArrowType type = ends.type();
    int first = firstRunBehind(all, type, (int) runs, from);
    int last = first;
    long before = first == 0 ? 0 : Indices.at(all.bytes(), type, first - 1);
    while (true) {
      if (last >= runs) {
        throw damaged(plan, from + count - 1, "a run that has it", "the last run's end " + before);
      }
      long end = Indices.at(all.bytes(), type, last);
      if (end <= before) {
        throw damaged(plan, from, "a run end above " + before, end);
      }
      before = end;
      last++;
      if (end >= from + count) {
        break;
      }
    }
    int found = last - first;
    return ArraySlice.of(plan, count, null)
        .withChildren(List.of(load(ends, first, found), load(values, first, found)), from);
  }

  /** The first of the runs that ends behind a value; as many as there are if none does. */
  private static int firstRunBehind(MappedRegion ends, ArrowType type, int runs, long value) {
    int low = 0;
    int high = runs;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Indices.at(ends.bytes(), type, middle) > value) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
