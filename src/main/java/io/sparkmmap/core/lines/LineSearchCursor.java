// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Moves over the lines that meet a condition, and over no others: it searches the memory for the
 * bytes of the condition and looks for the ends of a line only where it found them. Lines end with
 * {@code \n}, {@code \r\n} or {@code \r}, and belong to ranges as in {@link LineCursor}.
 */
public final class LineSearchCursor extends RecordCursor {
  /** How far is searched at once. */
  private static final int SEARCH_BYTES = 1 << 20;

  private final LineCondition condition;
  private final SequenceSearch search;
  private final long endOffset;
  private final int[] positions;
  private final int[] lengths;
  private long nextOffset;
  private MappedRegion region;
  private int count;

  /**
   * A cursor over a range.
   *
   * @param source owned by the cursor from now on
   * @param range what to search
   * @param condition that lines must meet
   * @param maxBatchRecords how many lines a batch may have
   * @throws IOException if the file cannot be read; the source is left open
   */
  public LineSearchCursor(
      RegionSource source, DataRange range, LineCondition condition, int maxBatchRecords)
      throws IOException {
    super(source);
    this.condition = condition;
    this.search = new SequenceSearch(condition.bytes());
    LineFinder lines = new LineFinder(source, range, LineSeparator.NEWLINES);
    this.nextOffset = lines.firstStartAt(range.firstOffset());
    this.endOffset = lines.firstStartAt(range.lastOffset());
    this.positions = new int[maxBatchRecords];
    this.lengths = new int[maxBatchRecords];
    if (nextOffset == 0 && endOffset > 0) {
      MappedRegion start = source.pieceAt(0, ByteOrderMark.LENGTH);
      this.nextOffset = ByteOrderMark.lengthIn(start, range.dataEnd());
    }
  }

  @Override
  protected boolean advance() throws IOException {
    count = 0;
    long reach = SEARCH_BYTES;
    long inOnePiece = 1;
    while (nextOffset < endOffset) {
      region = source().regionAt(nextOffset, inOnePiece);
      long end = Math.min(Math.min(nextOffset + reach, region.endOffset()), endOffset);
      long searchedTo = searchLines(end);
      if (searchedTo == nextOffset) {
        // The line is longer than what was searched: take in more of it.
        inOnePiece = end == region.endOffset() ? 2 * (end - nextOffset) + 1 : inOnePiece;
        reach *= 2;
        continue;
      }
      nextOffset = searchedTo;
      if (count > 0) {
        return true;
      }
      askAhead();
      reach = SEARCH_BYTES;
      inOnePiece = 1;
    }
    return false;
  }

  /**
   * Searches the lines from {@link #nextOffset} on that end before an offset of the region.
   *
   * @return the offset from which to search next, at which a line begins
   */
  private long searchLines(long end) {
    ByteBuffer bytes = region.bytes();
    int from = (int) (nextOffset - region.offset());
    int to = (int) (end - region.offset());
    boolean last = end == endOffset;
    while (count < positions.length) {
      int found = search.find(bytes, from, to);
      if (found < 0) {
        return region.offset() + (last ? to : NewlineScanner.startOfLine(bytes, from, to));
      }
      int start = NewlineScanner.startOfLine(bytes, from, found);
      int lineEnd = endOfLine(bytes, found, to);
      if (lineEnd == to && !last) {
        return region.offset() + start;
      }
      if (condition.isMetBy(region, found, start, lineEnd)) {
        positions[count] = start;
        lengths[count] = lineEnd - start;
        count++;
      }
      // Should an \n follow that belongs to an \r here, the search takes it for an empty line, in
      // which there is nothing to find.
      from = lineEnd < to ? lineEnd + 1 : to;
    }
    return region.offset() + from;
  }

  private static int endOfLine(ByteBuffer bytes, int position, int to) {
    int end = position;
    while (end < to && !NewlineScanner.isLineEnd(bytes.get(end))) {
      end++;
    }
    return end;
  }

  @Override
  public long nextOffset() {
    return nextOffset;
  }

  @Override
  public MappedRegion region() {
    return region;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int position(int record) {
    return positions[record];
  }

  @Override
  public int length(int record) {
    return lengths[record];
  }
}
