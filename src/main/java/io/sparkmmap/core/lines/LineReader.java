// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;

/**
 * Gives the lines of a range as arrays of bytes, one after the other, for readers that want a copy
 * of each. The lines are those of {@link LineCursor}. For one thread; does not own its source.
 */
public final class LineReader {
  private static final int LINES_AT_ONCE = 1024;

  private final RegionSource source;
  private final DataRange range;
  private final LineFinder lines;
  private final int[] positions = new int[LINES_AT_ONCE];
  private final int[] lengths = new int[LINES_AT_ONCE];
  private MappedRegion region;
  private long nextOffset;
  private long lineOffset;
  private int count;
  private int next;

  /** Finds where the first line of the range begins. */
  public LineReader(RegionSource source, DataRange range, LineSeparator separator)
      throws IOException {
    this.source = source;
    this.range = range;
    this.lines = new LineFinder(source, range, separator);
    this.nextOffset = lines.firstStartAt(range.firstOffset());
    this.lineOffset = nextOffset;
  }

  /** Whether the first line of the range is the first of the file. */
  public boolean beginsFile() {
    return range.firstOffset() == range.dataStart();
  }

  /**
   * The next line, without its separator.
   *
   * @return null after the last one
   */
  public byte[] next() throws IOException {
    while (next == count) {
      if (nextOffset >= range.lastOffset()) {
        return null;
      }
      findMore();
    }
    byte[] line = new byte[lengths[next]];
    region.bytes().get(positions[next], line);
    lineOffset = region.offset() + positions[next];
    next++;
    source.statistics().addBytesCopied(line.length);
    return line;
  }

  private void findMore() throws IOException {
    long start = nextOffset;
    nextOffset = lines.find(start, range.lastOffset(), positions, lengths);
    region = lines.region();
    count = lines.count();
    next = 0;
    int mark = start == 0 ? ByteOrderMark.lengthIn(region, range.dataEnd()) : 0;
    if (mark > 0 && lengths[0] >= mark) {
      positions[0] += mark;
      lengths[0] -= mark;
      next = nextOffset == mark ? 1 : 0; // nothing but the mark is no line
    }
  }

  /** Offset of the line that was last given. */
  public long lineOffset() {
    return lineOffset;
  }
}
