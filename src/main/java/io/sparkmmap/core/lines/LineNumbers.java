// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;

/**
 * Numbers the lines of a file from 0. It counts the lines between one asked for and the next, in
 * bulk where that can be; so the first line of a range costs a pass over all that lies before it.
 *
 * <p>For one thread. Owns nothing: the source stays with the cursor.
 */
public final class LineNumbers {
  private static final int COUNT_CHUNK_BYTES = 4 << 20;
  private static final int FIND_LINES = 1024;

  private final LineFinder lines;
  private final int[] positions = new int[FIND_LINES];
  private final int[] lengths = new int[FIND_LINES];
  private long offset;
  private long number;

  /**
   * Numbers for the lines of a file.
   *
   * @param source of the file
   * @param range whose data holds the lines; where it starts and ends does not matter
   * @param separator what ends a line
   */
  public LineNumbers(RegionSource source, DataRange range, LineSeparator separator) {
    this.lines = new LineFinder(source, range, separator);
    this.offset = range.dataStart();
  }

  /**
   * The number of a line.
   *
   * @param lineStart offset of its first byte, not less than in the call before
   */
  public long at(long lineStart) throws IOException {
    while (offset < lineStart) {
      long next = lines.count(offset, lineStart + 1, COUNT_CHUNK_BYTES);
      if (next == offset) {
        next = lines.find(offset, lineStart, positions, lengths);
      }
      if (next > lineStart) {
        break; // a byte-order mark lies between the two, and no line
      }
      number += lines.count();
      offset = next;
    }
    return number;
  }
}
