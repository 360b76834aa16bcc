// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;

/**
 * Finds lines of a file from an offset at which one begins, taking in more bytes until there is at
 * least one whose end is known. Holds the result of its last call; for one thread.
 */
public final class LineFinder {
  /**
   * How far the end of a line is looked for at first. Behind the lines that a query wants there may
   * be gigabytes without one, and they should stay untouched.
   */
  private static final int SCAN_CHUNK_BYTES = 1 << 20;

  private final RegionSource source;
  private final DataRange range;
  private final LineSeparator separator;
  private final LineScanner scanner;
  private MappedRegion region;

  public LineFinder(RegionSource source, DataRange range, LineSeparator separator) {
    this.source = source;
    this.range = range;
    this.separator = separator;
    this.scanner = separator.newScanner();
  }

  /** The region in which the last call found its lines. */
  MappedRegion region() {
    return region;
  }

  /** How many lines the last call found, at least one. */
  int count() {
    return scanner.count();
  }

  /**
   * Finds lines, as many as the arrays hold and as lie in one region.
   *
   * @param start offset of the first line, before the end of the data
   * @param startLimit offset before which a line must begin to count
   * @return the offset after the last of them
   */
  long find(long start, long startLimit, int[] positions, int[] lengths) throws IOException {
    long inOnePiece = 1;
    for (long reach = SCAN_CHUNK_BYTES; ; reach *= 2) {
      region = source.regionAt(start, inOnePiece);
      long end = Math.min(Math.min(start + reach, region.endOffset()), range.dataEnd());
      scanner.scan(
          region.bytes(),
          (int) (start - region.offset()),
          (int) (end - region.offset()),
          (int) Math.min(startLimit - region.offset(), Integer.MAX_VALUE),
          end == range.dataEnd(),
          positions,
          lengths);
      if (scanner.count() > 0) {
        return region.offset() + scanner.next();
      }
      if (end == region.endOffset()) {
        inOnePiece = 2 * (end - start) + 1;
      }
    }
  }

  /**
   * Counts lines in bulk, all in one region.
   *
   * @param start offset of the first line
   * @param end offset before which the line after the last one must begin
   * @param most bytes to search
   * @return the offset after the last line; {@code start} if there is none, or no fast way
   */
  long count(long start, long end, int most) throws IOException {
    region = source.regionAt(start, 1);
    long to = Math.min(Math.min(start + most, region.endOffset()), end - 1);
    int from = (int) (start - region.offset());
    scanner.count(region.bytes(), from, Math.max(from, (int) (to - region.offset())));
    return region.offset() + scanner.next();
  }

  /** The start of the first line that begins at an offset or after it, or the end of the data. */
  public long firstStartAt(long offset) throws IOException {
    if (offset <= range.dataStart() || offset >= range.dataEnd()) {
      return offset;
    }
    int[] position = new int[1];
    int[] length = new int[1];
    long start = LineSync.scanStart(source, separator, range.dataStart(), offset);
    while (start < offset) {
      start = find(start, range.dataEnd(), position, length);
    }
    return start;
  }
}
