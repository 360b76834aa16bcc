// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;

/**
 * Moves over lines of any length. A line belongs to the range that contains its first byte, and is
 * handed out whole wherever it ends. A UTF-8 byte-order mark at the start of the file is no part of
 * the first line. What follows the last separator is a line unless it is empty.
 */
public final class LineCursor extends RecordCursor {
  /** How much is counted in one go where lines are only counted. */
  private static final int COUNT_CHUNK_BYTES = 4 << 20;

  /** What a cursor reports of its lines. */
  public enum Detail {
    /** Where each of them lies. */
    POSITIONS,
    /** Only how many there are: much faster; {@code position} and {@code length} throw. */
    COUNT
  }

  private final DataRange range;
  private final LineFinder lines;
  private final Detail detail;
  private final int[] positions;
  private final int[] lengths;
  private long nextOffset;
  private int count;

  /**
   * @param source owned by the cursor from now on
   * @param range what to read
   * @param separator what ends a line
   * @param detail what will be asked of the lines
   * @param maxBatchRecords how many lines a batch with positions may have
   * @throws IOException if the file cannot be read; the source is left open
   */
  public LineCursor(
      RegionSource source,
      DataRange range,
      LineSeparator separator,
      Detail detail,
      int maxBatchRecords)
      throws IOException {
    super(source);
    this.range = range;
    this.lines = new LineFinder(source, range, separator);
    this.detail = detail;
    this.positions = new int[maxBatchRecords];
    this.lengths = new int[maxBatchRecords];
    this.nextOffset = lines.firstStartAt(range.firstOffset());
  }

  @Override
  protected boolean advance() throws IOException {
    if (nextOffset >= range.lastOffset()) {
      return false;
    }
    long start = nextOffset;
    if (detail == Detail.COUNT) {
      nextOffset = lines.count(start, range.lastOffset(), COUNT_CHUNK_BYTES);
      count = lines.count();
      if (nextOffset > start) {
        return true;
      }
    }
    nextOffset = lines.find(start, range.lastOffset(), positions, lengths);
    count = lines.count();
    if (start == 0) {
      leaveOutByteOrderMark();
    }
    return count > 0;
  }

  private void leaveOutByteOrderMark() {
    int mark = ByteOrderMark.lengthIn(lines.region(), range.dataEnd());
    if (lengths[0] < mark) {
      return; // a separator stands in the mark, so it is none
    }
    positions[0] += mark;
    lengths[0] -= mark;
    if (mark > 0 && nextOffset == mark) {
      count = 0; // there is nothing else in the file, not even a separator
    }
  }

  @Override
  public long nextOffset() {
    return nextOffset;
  }

  @Override
  public MappedRegion region() {
    return lines.region();
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int position(int record) {
    checkDetail();
    return positions[record];
  }

  @Override
  public int length(int record) {
    checkDetail();
    return lengths[record];
  }

  private void checkDetail() {
    if (detail == Detail.COUNT) {
      throw new IllegalStateException("the lines were counted only: nothing else is known of them");
    }
  }
}
