// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.RegionSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Moves over lines of any length. A line belongs to the range that contains its first byte, and is
 * handed out whole wherever it ends. A UTF-8 byte-order mark at the start of the file is no part of
 * the first line. What follows the last separator is a line unless it is empty.
 */
public final class LineCursor extends RecordCursor {
  /**
   * How far the end of a line is looked for at first. Behind the lines that a query wants there may
   * be gigabytes without one, and they should stay untouched.
   */
  private static final int SCAN_CHUNK_BYTES = 1 << 20;

  /** How much is counted in one go where lines are only counted. */
  private static final int COUNT_CHUNK_BYTES = 4 << 20;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /** What a cursor is to tell of its lines. */
  public enum Detail {
    /** Where each of them lies. */
    POSITIONS,
    /** Only how many there are: much faster; {@code position} and {@code length} throw. */
    COUNT
  }

  private final DataRange range;
  private final LineSeparator separator;
  private final LineScanner scanner;
  private final Detail detail;
  private final int[] positions;
  private final int[] lengths;
  private long nextOffset;
  private MappedRegion region;
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
    this.separator = separator;
    this.scanner = separator.newScanner();
    this.detail = detail;
    this.positions = new int[maxBatchRecords];
    this.lengths = new int[maxBatchRecords];
    this.nextOffset = firstLineStart();
  }

  /** The start of the first line that begins in the range, or an offset after the range. */
  private long firstLineStart() throws IOException {
    long first = range.firstOffset();
    if (first == range.dataStart() || first >= range.lastOffset()) {
      return first;
    }
    long from = LineSync.scanStart(source(), separator, range.dataStart(), first);
    int[] position = new int[1];
    int[] length = new int[1];
    long start = from;
    while (start < first) {
      start = scan(start, range.dataEnd(), position, length);
    }
    return start;
  }

  @Override
  protected boolean advance() throws IOException {
    if (nextOffset >= range.lastOffset()) {
      return false;
    }
    long start = nextOffset;
    if (detail == Detail.COUNT) {
      nextOffset = countInBulk(start);
      if (nextOffset > start) {
        return true;
      }
    }
    nextOffset = scan(start, range.lastOffset(), positions, lengths);
    count = scanner.count();
    if (start == 0) {
      leaveOutByteOrderMark();
    }
    return count > 0;
  }

  /**
   * Finds lines from one that begins at {@code start}, taking in more bytes until there is at least
   * one whose end is known.
   *
   * @return the offset after the last of them
   */
  private long scan(long start, long startLimit, int[] intoPositions, int[] intoLengths)
      throws IOException {
    long inOnePiece = 1;
    for (long reach = SCAN_CHUNK_BYTES; ; reach *= 2) {
      region = source().regionAt(start, inOnePiece);
      long end = Math.min(Math.min(start + reach, region.endOffset()), range.dataEnd());
      scanner.scan(
          region.bytes(),
          (int) (start - region.offset()),
          (int) (end - region.offset()),
          (int) Math.min(startLimit - region.offset(), Integer.MAX_VALUE),
          end == range.dataEnd(),
          intoPositions,
          intoLengths);
      if (scanner.count() > 0) {
        return region.offset() + scanner.next();
      }
      if (end == region.endOffset()) {
        inOnePiece = 2 * (end - start) + 1;
      }
    }
  }

  /** Counts lines that are followed by another one of this range, all in one region. */
  private long countInBulk(long start) throws IOException {
    region = source().regionAt(start, 1);
    long end = Math.min(start + COUNT_CHUNK_BYTES, region.endOffset());
    // A line start at the end of what is counted must still be one of this range.
    end = Math.min(end, range.lastOffset() - 1);
    int from = (int) (start - region.offset());
    scanner.count(region.bytes(), from, Math.max(from, (int) (end - region.offset())));
    count = scanner.count();
    return region.offset() + scanner.next();
  }

  private void leaveOutByteOrderMark() {
    ByteBuffer bytes = region.bytes();
    if (lengths[0] < BYTE_ORDER_MARK.length) {
      return;
    }
    for (int i = 0; i < BYTE_ORDER_MARK.length; i++) {
      if (bytes.get(positions[0] + i) != BYTE_ORDER_MARK[i]) {
        return;
      }
    }
    positions[0] += BYTE_ORDER_MARK.length;
    lengths[0] -= BYTE_ORDER_MARK.length;
    if (nextOffset == BYTE_ORDER_MARK.length) {
      count = 0; // there is nothing else in the file, not even a separator
    }
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
