// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.delimited;

import io.sparkmmap.core.lines.Swar;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * Counts lines in bulk, for as long as each of them ends with {@code \n} and begins with a byte
 * that is no space, no control character and no sign of a comment: such a line says something.
 * Stops at the first {@value #BYTES} bytes in which that is in doubt. Holds the result of its last
 * call; for one thread.
 *
 * <p>Loops over arrays for the same reason as {@link DelimiterMasks}.
 */
final class PlainLineCounter {
  private static final int BYTES = 4096;
  private static final int WORDS = BYTES / Long.BYTES;
  private static final int FOLDED_WORDS = WORDS / 8;
  private static final long LF_WORD = Swar.repeat((byte) '\n');
  private static final long CR_WORD = Swar.repeat((byte) '\r');

  /** Added to seven bits, it carries into the eighth from the first byte above a space on. */
  private static final long ABOVE_SPACE = Swar.repeat((byte) (0x7f - ' '));

  private final byte comment;
  private final long commentWord;

  private final long[] words = new long[WORDS];

  /** The piece and the byte before it, without the last byte. */
  private final long[] before = new long[WORDS];

  private final long[] lineFeeds = new long[WORDS];
  private final long[] doubts = new long[WORDS];
  private int next;

  /**
   * A counter of lines.
   *
   * @param comment with which lines begin that do not count; negative if there are none
   */
  PlainLineCounter(int comment) {
    this.comment = comment < 0 ? (byte) '\n' : (byte) comment; // no line begins with that
    this.commentWord = Swar.repeat(this.comment);
  }

  /** Position after the last line that the last call counted. */
  int next() {
    return next;
  }

  /**
   * Counts lines.
   *
   * @param from position at which a line begins
   * @param to position before which the lines end
   * @return how many, maybe none
   */
  int count(ByteBuffer bytes, int from, int to) {
    next = from;
    if (from == 0 || to - from < BYTES) {
      return 0;
    }
    byte first = bytes.get(from);
    if ((first >= 0 && first <= ' ') || first == comment) {
      return 0;
    }
    LongBuffer memory = words(bytes, from, to);
    LongBuffer memoryBefore = words(bytes, from - 1, to - 1);
    int lines = 0;
    int position = from;
    for (; position <= to - BYTES; position += BYTES) {
      memory.get((position - from) / Long.BYTES, words);
      memoryBefore.get((position - from) / Long.BYTES, before);
      findStarts(before, doubts);
      findDoubts(words, commentWord, doubts);
      noteReturns(words, doubts);
      if (anyOf(doubts) != 0) {
        break;
      }
      markLineFeeds(words, lineFeeds);
      lines += sum(lineFeeds);
    }
    if (lines > 0) {
      next = position;
      while (bytes.get(next - 1) != '\n') {
        next--;
      }
    }
    return lines;
  }

  private static LongBuffer words(ByteBuffer bytes, int from, int to) {
    return bytes.slice(from, to - from).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
  }

  private static void markLineFeeds(long[] words, long[] lineFeeds) {
    for (int i = 0; i < WORDS; i++) {
      long word = words[i] ^ LF_WORD;
      lineFeeds[i] = ~(((word & ~Swar.HIGH_BITS) + ~Swar.HIGH_BITS) | word | ~Swar.HIGH_BITS) >>> 7;
    }
  }

  /** Marks the bytes that stand behind an {@code \n}. */
  private static void findStarts(long[] before, long[] starts) {
    for (int i = 0; i < WORDS; i++) {
      long word = before[i] ^ LF_WORD;
      starts[i] = ~(((word & ~Swar.HIGH_BITS) + ~Swar.HIGH_BITS) | word | ~Swar.HIGH_BITS);
    }
  }

  /** Leaves the marks of bytes that are not above a space, or are the sign of a comment. */
  private static void findDoubts(long[] words, long comment, long[] starts) {
    for (int i = 0; i < WORDS; i++) {
      long word = words[i];
      long aboveSpace = ((word & ~Swar.HIGH_BITS) + ABOVE_SPACE) | word;
      long sign = word ^ comment;
      long noSign = ((sign & ~Swar.HIGH_BITS) + ~Swar.HIGH_BITS) | sign;
      starts[i] &= ~(aboveSpace & noSign);
    }
  }

  private static void noteReturns(long[] words, long[] doubts) {
    for (int i = 0; i < WORDS; i++) {
      long word = words[i] ^ CR_WORD;
      doubts[i] |= (word - Swar.LOW_BITS) & ~word & Swar.HIGH_BITS;
    }
  }

  private static long anyOf(long[] words) {
    long any = 0;
    for (long word : words) {
      any |= word;
    }
    return any;
  }

  /** The sum of all bytes, none above 1. */
  private int sum(long[] ones) {
    fold(ones, doubts);
    int sum = 0;
    for (int i = 0; i < FOLDED_WORDS; i++) {
      sum += (int) ((doubts[i] * Swar.LOW_BITS) >>> (Long.SIZE - Byte.SIZE));
    }
    return sum;
  }

  private static void fold(long[] ones, long[] into) {
    for (int i = 0; i < FOLDED_WORDS; i++) {
      into[i] =
          ones[i]
              + ones[i + FOLDED_WORDS]
              + ones[i + 2 * FOLDED_WORDS]
              + ones[i + 3 * FOLDED_WORDS]
              + ones[i + 4 * FOLDED_WORDS]
              + ones[i + 5 * FOLDED_WORDS]
              + ones[i + 6 * FOLDED_WORDS]
              + ones[i + 7 * FOLDED_WORDS];
    }
  }
}
