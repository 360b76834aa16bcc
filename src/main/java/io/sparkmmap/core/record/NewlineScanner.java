// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import io.sparkmmap.core.mapping.ByteViews;
import java.nio.ByteBuffer;

/** Lines that end with {@code \n}, {@code \r\n} or {@code \r}. */
final class NewlineScanner extends LineScanner {
  private static final byte LF = '\n';
  private static final byte CR = '\r';
  private static final long LF_WORD = Swar.repeat(LF);
  private static final long CR_WORD = Swar.repeat(CR);

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
    int position = from;
    int lastWord = to - Long.BYTES;
    while (position <= lastWord) {
      long word = (long) ByteViews.LONG_LE.get(bytes, position);
      long marks = Swar.zeroesRoughly(word ^ LF_WORD) | Swar.zeroesRoughly(word ^ CR_WORD);
      while (marks != 0) {
        int end = position + Swar.firstIndex(marks);
        marks &= marks - 1;
        int next = lineEnd(bytes, start, end, to, last);
        if (next == NO_END) {
          continue;
        }
        if (next == NOT_KNOWN) {
          found(lines, start);
          return;
        }
        positions[lines] = start;
        lengths[lines] = end - start;
        lines++;
        start = next;
        if (lines == positions.length || start >= startLimit) {
          found(lines, start);
          return;
        }
      }
      position += Long.BYTES;
    }
    scanTail(
        bytes, Math.max(position, start), lines, start, to, startLimit, last, positions, lengths);
  }

  /** The bytes after the last whole word; the loop of {@link #scan} a byte at a time. */
  private void scanTail(
      ByteBuffer bytes,
      int from,
      int linesSoFar,
      int firstStart,
      int to,
      int startLimit,
      boolean last,
      int[] positions,
      int[] lengths) {
    int lines = linesSoFar;
    int start = firstStart;
    for (int end = from; end < to; end++) {
      int next = lineEnd(bytes, start, end, to, last);
      if (next == NO_END) {
        continue;
      }
      if (next == NOT_KNOWN) {
        found(lines, start);
        return;
      }
      positions[lines] = start;
      lengths[lines] = end - start;
      lines++;
      start = next;
      if (lines == positions.length || start >= startLimit) {
        found(lines, start);
        return;
      }
    }
    int all = last ? addRest(lines, start, to, startLimit, positions, lengths) : lines;
    found(all, all > lines ? to : start);
  }

  private static final int NO_END = -1;
  private static final int NOT_KNOWN = -2;

  /**
   * Where the next line begins if this one ends at {@code end}; {@link #NO_END} if it does not, and
   * {@link #NOT_KNOWN} if that depends on a byte that is not there yet.
   */
  private static int lineEnd(ByteBuffer bytes, int start, int end, int to, boolean last) {
    if (end < start) {
      return NO_END; // the \n of an \r\n
    }
    byte found = bytes.get(end);
    if (found == LF) {
      return end + 1;
    }
    if (found != CR) {
      return NO_END;
    }
    if (end + 1 == to) {
      return last ? end + 1 : NOT_KNOWN;
    }
    return bytes.get(end + 1) == LF ? end + 2 : end + 1;
  }

  @Override
  void count(ByteBuffer bytes, int from, int to) {
    // Whether an \r in the last place ends a line alone depends on what follows it.
    int bound = to > from && bytes.get(to - 1) == CR ? to - 1 : to;
    int lines = 0;
    int position = from;
    long carry = 0; // the mark of an \r in the last byte of the word before, in the first byte
    int lastWord = bound - Long.BYTES;
    for (; position <= lastWord; position += Long.BYTES) {
      long word = (long) ByteViews.LONG_LE.get(bytes, position);
      long lf = Swar.zeroes(word ^ LF_WORD);
      lines += Long.bitCount(lf);
      if ((Swar.zeroesRoughly(word ^ CR_WORD) | carry) != 0) {
        long cr = Swar.zeroes(word ^ CR_WORD);
        lines += Long.bitCount(cr) - Long.bitCount((cr << Byte.SIZE | carry) & lf);
        carry = cr >>> (Long.SIZE - Byte.SIZE);
      }
    }
    boolean afterCr = carry != 0;
    for (; position < bound; position++) {
      byte found = bytes.get(position);
      if (found == CR || (found == LF && !afterCr)) {
        lines++;
      }
      afterCr = found == CR;
    }
    int next = bound;
    while (lines > 0 && bytes.get(next - 1) != LF && bytes.get(next - 1) != CR) {
      next--;
    }
    found(lines, lines > 0 ? next : from);
  }
}
