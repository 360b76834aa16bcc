// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.delimited;

import io.sparkmmap.core.lines.ByteOrderMark;
import io.sparkmmap.core.lines.LineFinder;
import io.sparkmmap.core.lines.LineSeparator;
import io.sparkmmap.core.lines.NewlineScanner;
import io.sparkmmap.core.lines.SequenceSearch;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Moves over lines of fields with a one-byte delimiter between them, a batch at a time. Where the
 * fields of a line begin and end is right for lines without quotes; of others it is told where the
 * first quote stands.
 *
 * <p>A line belongs to the range that contains its first byte, and ends with {@code \n}, {@code
 * \r\n} or {@code \r}. A UTF-8 byte-order mark at the start of the file is no part of the first
 * line. Left out are blank lines, of spaces and control characters only, and comments.
 *
 * <p>Positions are in the region of the batch. What is returned of a batch is valid until the next
 * one. For one thread; does not own its source.
 */
public final class DelimitedLines {
  /** The first quote of a line that has none. */
  public static final int NO_QUOTE = DelimiterIndex.NO_QUOTE;

  /** Says that there are no comments. */
  public static final int NO_COMMENT = -1;

  /** A batch that stays in the second-level cache while its columns are read. */
  private static final int SCAN_CHUNK_BYTES = 256 << 10;

  private static final int COUNT_CHUNK_BYTES = 1 << 20;

  /**
   * The bytes that have a meaning.
   *
   * @param delimiter between the fields of a line
   * @param quote what to look out for in lines
   * @param comment with which lines begin that are left out; {@link #NO_COMMENT} if none are
   */
  public record Syntax(byte delimiter, byte quote, int comment) {
    /** The same for lines that nobody asks for fields or quotes of, which is faster. */
    public Syntax ofLinesOnly() {
      return new Syntax((byte) '\n', (byte) '\r', comment);
    }
  }

  private final RegionSource source;
  private final DataRange range;
  private final int comment;
  private final DelimiterIndex index;
  private final PlainLineCounter counter;
  private final int[] firstMarks;
  private final int[] endMarks;
  private final int[] rawLines;
  private MappedRegion region;
  private long nextOffset;
  private int count;
  private int fewestFields;
  private int mostFields;
  private int mostBytes;

  /**
   * Finds where the first line of the range begins.
   *
   * @param source stays open
   * @param maxLines after how many lines to end a batch; some may have a few more
   */
  public DelimitedLines(RegionSource source, DataRange range, Syntax syntax, int maxLines)
      throws IOException {
    this.source = source;
    this.range = range;
    this.comment = syntax.comment();
    this.index = new DelimiterIndex(syntax.delimiter(), syntax.quote(), maxLines);
    this.counter = new PlainLineCounter(comment);
    this.firstMarks = new int[index.mostLines()];
    this.endMarks = new int[index.mostLines()];
    this.rawLines = new int[index.mostLines()];
    this.nextOffset =
        new LineFinder(source, range, LineSeparator.NEWLINES).firstStartAt(range.firstOffset());
  }

  /** The most lines that a batch has. */
  public int mostLines() {
    return index.mostLines();
  }

  /** Whether the first line of the range is the first of the file. */
  public boolean beginsFile() {
    return range.firstOffset() == range.dataStart();
  }

  /**
   * Moves to the next batch.
   *
   * @return false once the range has no more lines
   */
  public boolean next() throws IOException {
    while (nextOffset < range.lastOffset()) {
      long scanStart = nextOffset == 0 ? afterByteOrderMark() : nextOffset;
      if (scanStart >= range.dataEnd()) {
        nextOffset = scanStart;
        break;
      }
      scan(scanStart);
      collect(nextOffset == 0 ? Math.max(range.lastOffset(), scanStart + 1) : range.lastOffset());
      if (count > 0) {
        return true;
      }
    }
    count = 0;
    return false;
  }

  private long afterByteOrderMark() throws IOException {
    region = source.regionAt(0, ByteOrderMark.LENGTH);
    return ByteOrderMark.lengthIn(region, range.dataEnd());
  }

  /**
   * Moves on over lines that it counts in bulk and reports nothing else of, as far as that is
   * possible: nowhere near the start and the end of the range, nor where a line might be left out.
   *
   * @return how many lines; 0 if {@link #next()} has to be called first
   */
  public int skipPlain() throws IOException {
    if (region == null || nextOffset >= range.lastOffset()) {
      return 0;
    }
    if (nextOffset >= region.endOffset()) {
      region = source.regionAt(nextOffset, 1);
    }
    long end = Math.min(nextOffset + COUNT_CHUNK_BYTES, region.endOffset());
    int from = (int) (nextOffset - region.offset());
    int to = (int) (Math.min(end, range.lastOffset() - 1) - region.offset());
    int lines = counter.count(region.bytes(), from, to);
    nextOffset = region.offset() + counter.next();
    return lines;
  }

  /**
   * Moves on to the line in which bytes stand next. Now and then it stops at a line before that;
   * how far it looks in one call is bounded.
   *
   * @param search for bytes of which none ends a line
   * @param longBytes that a line has to have for it to be parsed in any case
   * @return whether the line is one to be parsed, and not just as far as this call went
   */
  public boolean skipTo(SequenceSearch search, int longBytes) throws IOException {
    if (nextOffset == 0 || nextOffset >= range.lastOffset()) {
      return true;
    }
    if (region == null || nextOffset >= region.endOffset() || nextOffset < region.offset()) {
      region = source.regionAt(nextOffset, 1);
    }
    source.checkCancelled(nextOffset);
    int from = (int) (nextOffset - region.offset());
    long end =
        Math.min(Math.min(nextOffset + COUNT_CHUNK_BYTES, region.endOffset()), range.dataEnd());
    int to = (int) (end - region.offset());
    int found = search.find(region.bytes(), from, to);
    boolean toEnd = found < 0 && end == range.dataEnd();
    int start =
        toEnd ? to : NewlineScanner.startOfLine(region.bytes(), from, found < 0 ? to : found);
    int longLine = firstLongLine(region.bytes(), from, start, longBytes);
    nextOffset = region.offset() + longLine;
    // Looked at is also a line that goes on behind what was searched.
    return toEnd || longLine < start || found >= 0 || start == from;
  }

  /** The start of the first line of so many bytes or more, or the end of the lines. */
  private static int firstLongLine(ByteBuffer bytes, int from, int to, int longBytes) {
    int start = from;
    while (to - start >= longBytes) {
      int lastStart = NewlineScanner.startOfLine(bytes, start, start + longBytes);
      if (lastStart == start) {
        return start;
      }
      start = lastStart;
    }
    return to;
  }

  private void scan(long start) throws IOException {
    if (region == null || start >= region.endOffset() || start < region.offset()) {
      region = source.regionAt(start, 1);
    }
    for (long reach = SCAN_CHUNK_BYTES; ; reach *= 2) {
      source.checkCancelled(start);
      long end = Math.min(Math.min(start + reach, region.endOffset()), range.dataEnd());
      index.scan(
          region.bytes(),
          (int) (start - region.offset()),
          (int) (end - region.offset()),
          end == range.dataEnd());
      if (index.lines() > 0) {
        return;
      }
      if (end == region.endOffset()) {
        region = source.regionAt(start, 2 * (end - start) + 1);
      }
    }
  }

  /** Keeps the lines that begin before an offset, without those that say nothing. */
  private void collect(long limitOffset) {
    ByteBuffer bytes = region.bytes();
    long limit = limitOffset - region.offset();
    int[] marks = index.marks();
    int lines = index.lines();
    int kept = 0;
    int before = 0;
    int start = marks[0] + 1;
    fewestFields = Integer.MAX_VALUE;
    mostFields = 0;
    mostBytes = 0;
    for (int line = 0; line < lines && start < limit; line++) {
      int end = index.lineEnd(line);
      int length = marks[end] - start;
      if (length > 0 && isKept(bytes, start, length)) {
        firstMarks[kept] = before + 1;
        endMarks[kept] = end;
        rawLines[kept] = line;
        kept++;
        fewestFields = Math.min(fewestFields, end - before);
        mostFields = Math.max(mostFields, end - before);
        mostBytes = Math.max(mostBytes, length);
      }
      before = end;
      start = marks[end] + 1;
    }
    count = kept;
    // As a long: the mark may be the end of a region that is as long as an int can say.
    nextOffset = Math.min(region.offset() + marks[before] + 1L, range.dataEnd());
  }

  private boolean isKept(ByteBuffer bytes, int start, int length) {
    byte first = bytes.get(start);
    if (first > ' ' || first < 0) {
      return (first & 0xff) != comment;
    }
    return first != comment && !isBlank(bytes, start, length);
  }

  private static boolean isBlank(ByteBuffer bytes, int start, int length) {
    for (int i = start; i < start + length; i++) {
      byte found = bytes.get(i);
      if (found > ' ' || found < 0) {
        return false;
      }
    }
    return true;
  }

  /** Leaves out the first line of the batch, which may have none then. */
  public void dropFirst() {
    count--;
    System.arraycopy(firstMarks, 1, firstMarks, 0, count);
    System.arraycopy(endMarks, 1, endMarks, 0, count);
    System.arraycopy(rawLines, 1, rawLines, 0, count);
  }

  /** Offset at which the next batch will begin, or the end. */
  public long nextOffset() {
    return nextOffset;
  }

  /** The region in which the lines of the batch lie. */
  public MappedRegion region() {
    return region;
  }

  /** Lines in the batch. */
  public int count() {
    return count;
  }

  /** Whether the lines have ASCII characters only; if not, they may have all the same. */
  public boolean isAscii() {
    return index.isAscii();
  }

  /** Position of a line's first byte. */
  public int start(int line) {
    return index.mark(firstMarks[line] - 1) + 1;
  }

  /** Position after a line's last byte, without what ends it. */
  public int end(int line) {
    return withoutReturn(index.mark(endMarks[line]), start(line));
  }

  /** How many fields a line has: one more than delimiters. */
  public int fields(int line) {
    return endMarks[line] - firstMarks[line] + 1;
  }

  /** The fewest fields of a line of the batch, or of one that was dropped. */
  public int fewestFields() {
    return fewestFields;
  }

  /** The most fields of a line of the batch, or of one that was dropped. */
  public int mostFields() {
    return mostFields;
  }

  /** The bytes of the longest line of the batch, or of one that was dropped. */
  public int mostBytes() {
    return mostBytes;
  }

  /** Whether any line of the batch may hold a quote. */
  public boolean hasQuotes() {
    return index.hasQuotes();
  }

  /**
   * Finds a field of all lines; where one has no such field, what is filled in says nothing.
   *
   * @param starts filled with the positions of the first bytes
   * @param ends filled with the positions after the last bytes
   */
  public void bounds(int field, int[] starts, int[] ends) {
    int[] marks = index.marks();
    for (int line = 0; line < count; line++) {
      int mark = Math.min(firstMarks[line] + field, endMarks[line]);
      starts[line] = marks[mark - 1] + 1;
      ends[line] = marks[mark];
    }
    if (index.hasCarriageReturns()) {
      for (int line = 0; line < count; line++) {
        boolean last = firstMarks[line] + field >= endMarks[line];
        ends[line] = last ? withoutReturn(ends[line], starts[line]) : ends[line];
      }
    }
  }

  /** Position of the first byte of a field. */
  public int fieldStart(int line, int field) {
    return index.mark(firstMarks[line] + field - 1) + 1;
  }

  /** Position after the last byte of a field. */
  public int fieldEnd(int line, int field) {
    int mark = firstMarks[line] + field;
    int end = index.mark(mark);
    return mark == endMarks[line] && index.hasCarriageReturns()
        ? withoutReturn(end, fieldStart(line, field))
        : end;
  }

  /** The {@code \r} before an {@code \n} is no part of the line. */
  private int withoutReturn(int end, int start) {
    ByteBuffer bytes = region.bytes();
    return index.hasCarriageReturns()
            && end > start
            && end < bytes.limit()
            && bytes.get(end) == '\n'
            && bytes.get(end - 1) == '\r'
        ? end - 1
        : end;
  }

  /** Position of the first quote in a line, or {@link #NO_QUOTE}. */
  public int firstQuote(int line) {
    return index.firstQuote(rawLines[line]);
  }
}
