// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.delimited;

import io.sparkmmap.core.lines.Swar;
import io.sparkmmap.core.source.ByteViews;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * Finds the delimiters and the line ends of a piece of memory, 64 bytes at a time, and reports them
 * which lines hold a quote and whether all is ASCII. Knows nothing of what quotes mean. Lines end
 * with {@code \n}, {@code \r\n} and {@code \r}. Holds the result of its last call; for one thread.
 *
 * <p>A <em>mark</em> is the position of a delimiter or of a line end, in the order of the memory;
 * for {@code \r\n} that of the {@code \n}. Before the marks of a line stands that of the line
 * before it, so that each field lies between two marks.
 *
 * <p>The memory may be as long as an {@code int} can say. So what lies behind its end is no number:
 * limits are compared by subtraction from the end.
 */
final class DelimiterIndex {
  /** The first quote of a line that has none. */
  static final int NO_QUOTE = Integer.MAX_VALUE;

  private static final byte LF = '\n';
  private static final byte CR = '\r';
  private static final long LF_WORD = Swar.repeat(LF);
  private static final long CR_WORD = Swar.repeat(CR);
  private static final int BLOCK_BYTES = 64;
  private static final int BLOCK_WORDS = BLOCK_BYTES / Long.BYTES;

  private final byte delimiter;
  private final byte quote;
  private final DelimiterMasks masks;
  private final int maxLines;
  private final int[] lineEnds;
  private final int[] firstQuotes;
  private int[] marks = new int[4 * BLOCK_BYTES];
  private int markCount;
  private int lines;
  private boolean quotes;
  private boolean carriageReturns;
  private long seen;
  private int quoteInLine;

  /**
   * An index of lines.
   *
   * @param delimiter between the fields of a line, no line end
   * @param quote what to look out for
   * @param maxLines after how many lines to stop; a few more may be found
   */
  DelimiterIndex(byte delimiter, byte quote, int maxLines) {
    this.delimiter = delimiter;
    this.quote = quote;
    this.masks = new DelimiterMasks(delimiter, quote);
    this.maxLines = maxLines;
    this.lineEnds = new int[maxLines + BLOCK_BYTES + 1];
    this.firstQuotes = new int[lineEnds.length];
  }

  /** How many lines the last call found; more than this it may find by {@value #BLOCK_BYTES}. */
  int lines() {
    return lines;
  }

  /** The most lines that one call finds. */
  int mostLines() {
    return lineEnds.length;
  }

  /** The position of a mark; that of index 0 is the one before the first line. */
  int mark(int index) {
    return marks[index];
  }

  /** The positions of the marks, for loops; until the next call. */
  int[] marks() {
    return marks;
  }

  /** Whether any line holds a quote. */
  boolean hasQuotes() {
    return quotes;
  }

  /** The index of the mark at which a line ends; the end of the memory where that ends it. */
  int lineEnd(int line) {
    return lineEnds[line];
  }

  /** The position of the first quote of a line, or {@link #NO_QUOTE}. */
  int firstQuote(int line) {
    return quotes ? firstQuotes[line] : NO_QUOTE;
  }

  /** Whether any {@code \r} was seen. */
  boolean hasCarriageReturns() {
    return carriageReturns;
  }

  /** Whether everything that was searched is ASCII. */
  boolean isAscii() {
    return (seen & Swar.HIGH_BITS) == 0;
  }

  /**
   * Finds whole lines.
   *
   * @param bytes to search
   * @param from position at which a line begins
   * @param to position after the last byte to search
   * @param last whether the data ends at {@code to}: what is left there is a line of its own then,
   *     and otherwise one whose end is not known yet
   */
  void scan(ByteBuffer bytes, int from, int to, boolean last) {
    markCount = 1;
    marks[0] = from - 1;
    lines = 0;
    quotes = false;
    carriageReturns = false;
    seen = 0;
    quoteInLine = NO_QUOTE;
    int position = scanPieces(bytes, from, to);
    // One byte more than a block: whether an \r ends a line alone depends on what follows it.
    for (; position < to - BLOCK_BYTES && lines < maxLines; position += BLOCK_BYTES) {
      scanBlock(bytes, position);
    }
    if (lines < maxLines) {
      scanTail(bytes, position, to, last);
    }
  }

  /** What can be searched in large pieces, and returns the position after that. */
  private int scanPieces(ByteBuffer bytes, int from, int to) {
    if (to - from <= DelimiterMasks.BYTES) {
      return from;
    }
    LongBuffer memory = bytes.slice(from, to - from).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    int position = from;
    while (position < to - DelimiterMasks.BYTES && lines < maxLines) {
      masks.find(memory, (position - from) / Long.BYTES);
      seen |= masks.seen();
      position = masks.mayHoldOthers() ? scanMixed(bytes, position) : scanSimple(position);
    }
    return position;
  }

  /** A piece without quotes and {@code \r}. */
  private int scanSimple(int from) {
    int position = from;
    for (int word = 0; word < DelimiterMasks.WORDS && lines < maxLines; word += BLOCK_WORDS) {
      noteBlock(position, word);
      position += BLOCK_BYTES;
    }
    return position;
  }

  private int scanMixed(ByteBuffer bytes, int from) {
    int position = from;
    for (int word = 0; word < DelimiterMasks.WORDS && lines < maxLines; word += BLOCK_WORDS) {
      if (masks.mayHoldOthers(word)) {
        scanBlock(bytes, position);
      } else {
        noteBlock(position, word);
      }
      position += BLOCK_BYTES;
    }
    return position;
  }

  private void noteBlock(int position, int word) {
    long ends = masks.lineFeeds(word);
    long all = masks.delimiters(word) | ends;
    if (quotes) {
      noteQuotes(position, 0, ends);
    }
    noteLineEnds(all, ends);
    noteMarks(position, all);
  }

  private void scanBlock(ByteBuffer bytes, int position) {
    long delimiterWord = Swar.repeat(delimiter);
    long quoteWord = Swar.repeat(quote);
    long all = 0;
    long ends = 0;
    long special = 0;
    long any = 0;
    for (int i = 0; i < BLOCK_BYTES; i += Long.BYTES) {
      long word = (long) ByteViews.LONG_LE.get(bytes, position + i);
      long end = Swar.zeroes(word ^ LF_WORD);
      all |= Swar.gather(Swar.zeroes(word ^ delimiterWord) | end) << i;
      ends |= Swar.gather(end) << i;
      special |= Swar.zeroesRoughly(word ^ CR_WORD) | Swar.zeroesRoughly(word ^ quoteWord);
      any |= word;
    }
    seen |= any;
    long quotesHere = 0;
    if (special != 0) {
      quotesHere = exactly(bytes, position, quoteWord);
      long returns = exactly(bytes, position, CR_WORD);
      if (returns != 0) {
        carriageReturns = true;
        long beforeLf = ends >>> 1 | (bytes.get(position + BLOCK_BYTES) == LF ? 1L << 63 : 0);
        all |= returns & ~beforeLf;
        ends |= returns & ~beforeLf;
      }
    }
    if (quotes || quotesHere != 0) {
      noteQuotes(position, quotesHere, ends);
    }
    noteLineEnds(all, ends);
    noteMarks(position, all);
  }

  private static long exactly(ByteBuffer bytes, int position, long wanted) {
    long found = 0;
    for (int i = 0; i < BLOCK_BYTES; i += Long.BYTES) {
      long word = (long) ByteViews.LONG_LE.get(bytes, position + i);
      found |= Swar.gather(Swar.zeroes(word ^ wanted)) << i;
    }
    return found;
  }

  /** Two at once, for most blocks have no more, and a branch for each would cost more. */
  private void noteLineEnds(long all, long ends) {
    int count = Long.bitCount(ends);
    int line = lines;
    lines += count;
    long rest = ends;
    do {
      long first = rest & -rest;
      lineEnds[line] = markCount + Long.bitCount(all & (first - 1));
      rest ^= first;
      long second = rest & -rest;
      lineEnds[line + 1] = markCount + Long.bitCount(all & (second - 1));
      rest ^= second;
      line += 2;
    } while (rest != 0);
  }

  private void noteMarks(int position, long all) {
    if (marks.length < markCount + BLOCK_BYTES + 4) {
      marks = Arrays.copyOf(marks, marks.length * 2);
    }
    int[] target = marks;
    int next = markCount;
    markCount += Long.bitCount(all);
    long rest = all;
    while (next < markCount) { // what is written too much is written over
      target[next] = position + Long.numberOfTrailingZeros(rest);
      rest &= rest - 1;
      target[next + 1] = position + Long.numberOfTrailingZeros(rest);
      rest &= rest - 1;
      target[next + 2] = position + Long.numberOfTrailingZeros(rest);
      rest &= rest - 1;
      target[next + 3] = position + Long.numberOfTrailingZeros(rest);
      rest &= rest - 1;
      next += 4;
    }
  }

  private void noteQuotes(int position, long quotesHere, long ends) {
    noteThatThereAreQuotes();
    long quotesLeft = quotesHere;
    long endsLeft = ends;
    for (int line = lines; endsLeft != 0; line++) {
      long beforeEnd = (endsLeft & -endsLeft) - 1;
      noteQuote(position, quotesLeft & beforeEnd);
      firstQuotes[line] = quoteInLine;
      quoteInLine = NO_QUOTE;
      quotesLeft &= ~beforeEnd;
      endsLeft &= endsLeft - 1;
    }
    noteQuote(position, quotesLeft);
  }

  private void noteThatThereAreQuotes() {
    if (!quotes) {
      quotes = true;
      Arrays.fill(firstQuotes, 0, lines, NO_QUOTE);
    }
  }

  private void noteQuote(int position, long quotesOfLine) {
    if (quoteInLine == NO_QUOTE && quotesOfLine != 0) {
      quoteInLine = position + Long.numberOfTrailingZeros(quotesOfLine);
    }
  }

  /** The bytes after the last whole block, a byte at a time. */
  private void scanTail(ByteBuffer bytes, int from, int to, boolean last) {
    for (int position = from; position < to && lines < mostLines() - 1; position++) {
      byte found = bytes.get(position);
      seen |= found & 0x80;
      if (found == LF) {
        endLine(position);
      } else if (found == CR) {
        carriageReturns = true;
        if (position + 1 == to && !last) {
          return; // what follows decides what it is
        }
        if (position + 1 == to || bytes.get(position + 1) != LF) {
          endLine(position);
        }
      } else if (found == delimiter) {
        addMark(position);
      }
      if (found == quote) {
        noteThatThereAreQuotes();
        noteQuote(position, 1);
      }
    }
    if (last && to > lastLineStart()) {
      endLine(to);
    }
  }

  private int lastLineStart() {
    return (lines == 0 ? marks[0] : marks[lineEnds[lines - 1]]) + 1;
  }

  private void endLine(int position) {
    lineEnds[lines] = markCount;
    firstQuotes[lines] = quoteInLine;
    quoteInLine = NO_QUOTE;
    lines++;
    addMark(position);
  }

  private void addMark(int position) {
    if (markCount == marks.length) {
      marks = Arrays.copyOf(marks, marks.length * 2);
    }
    marks[markCount++] = position;
  }
}
