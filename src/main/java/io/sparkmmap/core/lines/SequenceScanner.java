// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import io.sparkmmap.core.source.ByteViews;
import java.nio.ByteBuffer;

/** Lines that end with one fixed sequence of bytes, matched from the left without overlap. */
final class SequenceScanner extends LineScanner {
  private final byte[] separator;
  private final long firstByteWord;

  SequenceScanner(byte[] separator) {
    this.separator = separator;
    this.firstByteWord = Swar.repeat(separator[0]);
  }

  @Override
  void scan(
      ByteBuffer bytes,
      int from,
      int to,
      int startLimit,
      boolean last,
      int[] positions,
      int[] lengths) {
    int lines = 0;
    int start = from;
    int end = find(bytes, from, to);
    while (end >= 0) {
      positions[lines] = start;
      lengths[lines] = end - start;
      lines++;
      start = end + separator.length;
      if (lines == positions.length || start >= startLimit) {
        found(lines, start);
        return;
      }
      end = find(bytes, start, to);
    }
    int all = last ? addRest(lines, start, to, startLimit, positions, lengths) : lines;
    found(all, all > lines ? to : start);
  }

  /** The position of the first separator that lies wholly between the two, or -1. */
  private int find(ByteBuffer bytes, int from, int to) {
    int lastStart = to - separator.length;
    int position = from;
    while (position <= lastStart && position <= to - Long.BYTES) {
      long word = (long) ByteViews.LONG_LE.get(bytes, position);
      for (long marks = Swar.zeroesRoughly(word ^ firstByteWord); marks != 0; marks &= marks - 1) {
        int candidate = position + Swar.firstIndex(marks);
        if (candidate <= lastStart && isSeparatorAt(bytes, candidate)) {
          return candidate;
        }
      }
      position += Long.BYTES;
    }
    for (; position <= lastStart; position++) {
      if (isSeparatorAt(bytes, position)) {
        return position;
      }
    }
    return -1;
  }

  /** Whether a separator stands at a position that leaves room for one. */
  boolean isSeparatorAt(ByteBuffer bytes, int position) {
    for (int i = 0; i < separator.length; i++) {
      if (bytes.get(position + i) != separator[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  void count(ByteBuffer bytes, int from, int to) {
    if (separator.length > 1) {
      found(0, from);
      return;
    }
    int lines = 0;
    int position = from;
    for (; position <= to - Long.BYTES; position += Long.BYTES) {
      long word = (long) ByteViews.LONG_LE.get(bytes, position);
      lines += Long.bitCount(Swar.zeroes(word ^ firstByteWord));
    }
    for (; position < to; position++) {
      lines += bytes.get(position) == separator[0] ? 1 : 0;
    }
    int next = to;
    while (lines > 0 && bytes.get(next - 1) != separator[0]) {
      next--;
    }
    found(lines, lines > 0 ? next : from);
  }
}
