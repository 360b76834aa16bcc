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

  /** Below this are the line ends. */
  private static final long CONTROL_WORD = Swar.repeat((byte) (CR + 1));

  private static final int BLOCK_BYTES = 4 * Long.BYTES;

  /** How much is counted without a look at what was found. */
  private static final int COUNT_BLOCK_BYTES = 1024;

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
    int lastBlock = to - BLOCK_BYTES;
    while (position <= lastBlock) {
      if (!mayHoldLineEnd(bytes, position)) {
        position += BLOCK_BYTES;
        continue;
      }
      int blockEnd = position + BLOCK_BYTES;
      for (; position < blockEnd; position += Long.BYTES) {
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
      }
    }
    scanTail(
        bytes, Math.max(position, start), lines, start, to, startLimit, last, positions, lengths);
  }

  /** Line ends are control characters, and text has hardly any others: a test for all of them. */
  private static boolean mayHoldLineEnd(ByteBuffer bytes, int position) {
    long first = (long) ByteViews.LONG_LE.get(bytes, position);
    long second = (long) ByteViews.LONG_LE.get(bytes, position + Long.BYTES);
    long third = (long) ByteViews.LONG_LE.get(bytes, position + 2 * Long.BYTES);
    long fourth = (long) ByteViews.LONG_LE.get(bytes, position + 3 * Long.BYTES);
    return (Swar.anyBelow(first, CONTROL_WORD)
            | Swar.anyBelow(second, CONTROL_WORD)
            | Swar.anyBelow(third, CONTROL_WORD)
            | Swar.anyBelow(fourth, CONTROL_WORD))
        != 0;
  }

  /** The bytes after the last whole block; the loop of {@link #scan} a byte at a time. */
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
    boolean afterCr = false;
    for (; position <= bound - COUNT_BLOCK_BYTES; position += COUNT_BLOCK_BYTES) {
      int blockEnd = position + COUNT_BLOCK_BYTES;
      long crs = afterCr ? 1 : 0;
      int lfs = 0;
      for (int i = position; i < blockEnd; i += Long.BYTES) {
        long word = (long) ByteViews.LONG_LE.get(bytes, i);
        lfs += Long.bitCount(Swar.zeroes(word ^ LF_WORD));
        crs |= Swar.zeroesRoughly(word ^ CR_WORD);
      }
      lines += crs == 0 ? lfs : countWithCr(bytes, position, blockEnd, afterCr);
      afterCr = crs != 0 && bytes.get(blockEnd - 1) == CR;
    }
    lines += countWithCr(bytes, position, bound, afterCr);
    int next = bound;
    while (lines > 0 && bytes.get(next - 1) != LF && bytes.get(next - 1) != CR) {
      next--;
    }
    found(lines, lines > 0 ? next : from);
  }

  /**
   * Counts {@code \n}, {@code \r} and both together as one; {@code afterCr} tells what precedes.
   */
  private static int countWithCr(ByteBuffer bytes, int from, int to, boolean afterCr) {
    int lines = 0;
    byte before = afterCr ? CR : 0;
    for (int i = from; i < to; i++) {
      byte found = bytes.get(i);
      if (found == CR || (found == LF && before != CR)) {
        lines++;
      }
      before = found;
    }
    return lines;
  }
}
