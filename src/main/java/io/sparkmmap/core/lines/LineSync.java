// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;

/**
 * Finds an offset from which the separators of a file can be matched as if it had been read from
 * its start.
 *
 * <p>Separators are matched from the left and do not overlap. So an offset serves if no occurrence
 * of the separator spans it. Occurrences of most separators cannot overlap each other, and then one
 * that spans the offset ends before it matters. Where they can ({@code aa} in {@code aaaa}), the
 * search goes back to the start of the run of overlapping occurrences.
 */
final class LineSync {
  private LineSync() {}

  /**
   * Where to start scanning for lines that begin at an offset or after it.
   *
   * @param dataStart offset of the first line
   * @param offset after that, within the data
   * @return the start of a line, or an offset within one, from which scanning finds every line
   *     start at {@code offset} and after it
   */
  static long scanStart(RegionSource source, LineSeparator separator, long dataStart, long offset)
      throws IOException {
    long start = Math.max(dataStart, offset - separator.length());
    if (!separator.overlapsItself()) {
      return start;
    }
    SequenceScanner matcher = new SequenceScanner(separator.bytes());
    while (start > dataStart) {
      long spanning = firstOccurrenceAcross(source, matcher, separator.length(), dataStart, start);
      if (spanning == start) {
        return start;
      }
      start = spanning;
    }
    return start;
  }

  /** The first occurrence that begins before the offset and ends after it, or the offset. */
  private static long firstOccurrenceAcross(
      RegionSource source, SequenceScanner matcher, int length, long dataStart, long offset)
      throws IOException {
    long from = Math.max(dataStart, offset - length + 1);
    MappedRegion region = source.regionAt(from, 2L * length);
    for (long candidate = from; candidate < offset; candidate++) {
      if (candidate + length <= region.endOffset()
          && matcher.isSeparatorAt(region.bytes(), (int) (candidate - region.offset()))) {
        return candidate;
      }
    }
    return offset;
  }
}
