// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import java.nio.ByteBuffer;

/**
 * Finds the ends of lines in a piece of memory. Knows only that piece: what lies around it is the
 * business of {@link LineFinder}. Holds the result of its last call; for one thread.
 */
abstract class LineScanner {
  private int count;
  private int next;

  /** Lines that the last call found. */
  final int count() {
    return count;
  }

  /** Position after the separator of the last line that the last call found. */
  final int next() {
    return next;
  }

  protected final void found(int lines, int nextPosition) {
    count = lines;
    next = nextPosition;
  }

  /**
   * Finds lines that begin before {@code startLimit}, as many as the arrays hold.
   *
   * @param bytes to search
   * @param from position at which a line begins
   * @param to position after the last byte to search
   * @param startLimit position before which a line must begin to count, greater than {@code from}
   * @param last whether the data ends at {@code to}: what is left there is a line of its own then,
   *     and otherwise one whose end is not known yet
   * @param positions filled with the starts of the lines
   * @param lengths filled with their lengths without separator
   */
  abstract void scan(
      ByteBuffer bytes,
      int from,
      int to,
      int startLimit,
      boolean last,
      int[] positions,
      int[] lengths);

  /**
   * Counts lines whose separator lies wholly before {@code to}, in bulk. It may stop early, so what
   * follows {@link #next()} must still be scanned; where there is no faster way it finds none.
   *
   * @param from position at which a line begins
   */
  abstract void count(ByteBuffer bytes, int from, int to);

  /** Adds what stands between the last separator and the end of the data. */
  protected static int addRest(
      int lines, int start, int to, int startLimit, int[] positions, int[] lengths) {
    if (start >= to || start >= startLimit || lines == positions.length) {
      return lines;
    }
    positions[lines] = start;
    lengths[lines] = to - start;
    return lines + 1;
  }
}
