// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import io.sparkmmap.core.os.NativeScan;
import io.sparkmmap.core.source.ByteViews;
import java.nio.ByteBuffer;

/** Lines that end with {@code \n}, {@code \r\n} or {@code \r}. */
public final class NewlineScanner extends LineScanner {
  private static final byte LF = '\n';
  private static final byte CR = '\r';
  private static final long LF_WORD = Swar.repeat(LF);
  private static final long CR_WORD = Swar.repeat(CR);

  /** Below this are the line ends. */
  private static final long CONTROL_WORD = Swar.repeat((byte) (CR + 1));

  private static final long FIRST_BYTE_MARK = 0x80;
  private static final int BLOCK_BYTES = 4 * Long.BYTES;

  /**
   * Whether the JIT makes vector instructions of {@link #countLfAlways}: twice as fast as the two
   * passes of {@link #countLfWhereAny} on JDK 25, and half as fast on 17, which does not.
   */
  private static final boolean VECTORIZES = Runtime.version().feature() >= 25;

  /** How much is counted before what was found is checked. */
  private static final int COUNT_BLOCK_BYTES = 32 << 10;

  /** What {@link #lineEnd} gives besides positions. */
  private static final int NO_END = -1;

  private static final int NOT_KNOWN = -2;

  private final int[] hitPositions = new int[COUNT_BLOCK_BYTES / BLOCK_BYTES];

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
    return Swar.mayBeBelow(first, second, third, fourth, CONTROL_WORD)
        && Swar.anyBelow(first, second, third, fourth, CONTROL_WORD);
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

  static boolean isLineEnd(byte value) {
    return value == LF || value == CR;
  }

  /** The start of the line of a position, not before {@code from}, where a line begins. */
  public static int startOfLine(ByteBuffer bytes, int from, int position) {
    int start = position;
    while (start > from && !isLineEnd(bytes.get(start - 1))) {
      start--;
    }
    return start;
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
      int lfs = countLf(bytes, position);
      boolean simple = lfs >= 0 && !afterCr;
      lines += simple ? lfs : countWithCr(bytes, position, blockEnd, afterCr);
      afterCr = lfs < 0 && bytes.get(blockEnd - 1) == CR;
    }
    lines += countWithCr(bytes, position, bound, afterCr);
    found(lines, lines > 0 ? startOfLine(bytes, from, bound) : from);
  }

  private int countLf(ByteBuffer bytes, int from) {
    if (NativeScan.canScan(bytes)) {
      return NativeScan.countLineFeeds(bytes, from, from + COUNT_BLOCK_BYTES);
    }
    return VECTORIZES ? countLfAlways(bytes, from) : countLfWhereAny(bytes, from);
  }

  /** The {@code \n} of a block, or -1 if there is an {@code \r}: one loop without a branch. */
  private static int countLfAlways(ByteBuffer bytes, int from) {
    int lines = 0;
    long crs = 0;
    for (int i = from; i < from + COUNT_BLOCK_BYTES; i += Long.BYTES) {
      long word = (long) ByteViews.LONG_LE.get(bytes, i);
      lines += Long.bitCount(Swar.zeroes(word ^ LF_WORD));
      crs |= Swar.zeroesRoughly(word ^ CR_WORD);
    }
    return crs == 0 ? lines : -1;
  }

  /**
   * The same in two passes: the first notes, without a branch, which pieces hold control characters
   * at all, and the second counts in those. Fewer steps where nothing vectorizes.
   */
  private int countLfWhereAny(ByteBuffer bytes, int from) {
    int hits = 0;
    for (int i = from; i < from + COUNT_BLOCK_BYTES; i += BLOCK_BYTES) {
      hitPositions[hits] = i;
      hits +=
          Swar.countMayBeBelow(
              (long) ByteViews.LONG_LE.get(bytes, i),
              (long) ByteViews.LONG_LE.get(bytes, i + Long.BYTES),
              (long) ByteViews.LONG_LE.get(bytes, i + 2 * Long.BYTES),
              (long) ByteViews.LONG_LE.get(bytes, i + 3 * Long.BYTES),
              CONTROL_WORD);
    }
    return countLfAt(bytes, hits);
  }

  private int countLfAt(ByteBuffer bytes, int hits) {
    int lines = 0;
    long crs = 0;
    for (int hit = 0; hit < hits; hit++) {
      int i = hitPositions[hit];
      long first = (long) ByteViews.LONG_LE.get(bytes, i);
      long second = (long) ByteViews.LONG_LE.get(bytes, i + Long.BYTES);
      long third = (long) ByteViews.LONG_LE.get(bytes, i + 2 * Long.BYTES);
      long fourth = (long) ByteViews.LONG_LE.get(bytes, i + 3 * Long.BYTES);
      // One count for all four: each puts its marks into bits of its own.
      lines +=
          Long.bitCount(
              Swar.zeroes(first ^ LF_WORD)
                  | Swar.zeroes(second ^ LF_WORD) >>> 1
                  | Swar.zeroes(third ^ LF_WORD) >>> 2
                  | Swar.zeroes(fourth ^ LF_WORD) >>> 3);
      crs |=
          Swar.zeroesRoughly(first ^ CR_WORD)
              | Swar.zeroesRoughly(second ^ CR_WORD)
              | Swar.zeroesRoughly(third ^ CR_WORD)
              | Swar.zeroesRoughly(fourth ^ CR_WORD);
    }
    return crs == 0 ? lines : -1;
  }

  /** Counts {@code \n}, {@code \r} and both together as one; {@code afterCr} says what precedes. */
  private static int countWithCr(ByteBuffer bytes, int from, int to, boolean afterCr) {
    int lines = 0;
    int position = from;
    long carry = afterCr ? FIRST_BYTE_MARK : 0; // an \r before the word
    for (; position <= to - Long.BYTES; position += Long.BYTES) {
      long word = (long) ByteViews.LONG_LE.get(bytes, position);
      long lf = Swar.zeroes(word ^ LF_WORD);
      long cr = Swar.zeroes(word ^ CR_WORD);
      lines += Long.bitCount(lf | cr) - Long.bitCount((cr << Byte.SIZE | carry) & lf);
      carry = cr >>> (Long.SIZE - Byte.SIZE);
    }
    byte before = carry == 0 ? 0 : CR;
    for (; position < to; position++) {
      byte found = bytes.get(position);
      lines += found == CR || (found == LF && before != CR) ? 1 : 0;
      before = found;
    }
    return lines;
  }
}
