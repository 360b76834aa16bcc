// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;

/**
 * Asks for the pages that a reader will come to, in large pieces, so that storage works while the
 * reader does. It begins when a mebibyte has been read, and then looks as far ahead as was read
 * already and at most to its distance: who wants ten records, or passes over them without reading
 * their bytes, makes it read nothing. For one thread.
 */
final class ReadAhead {
  private static final long FIRST_BYTES = 1 << 20;

  /** Into how many pieces the distance is divided. */
  private static final int PIECES = 4;

  private final RegionSource source;
  private final long start;
  private final long end;
  private final long distance;
  private long asked;

  /**
   * @param start offset at which the reader begins
   * @param end offset that it will not come to
   * @param distance in bytes
   */
  ReadAhead(RegionSource source, long start, long end, long distance) {
    this.source = source;
    this.start = start;
    this.end = end;
    this.distance = distance;
    this.asked = start;
  }

  /** Tells where the reader has come to. */
  void movedTo(long offset) throws IOException {
    long done = offset - start;
    if (done < FIRST_BYTES) {
      return;
    }
    long ahead = Math.min(distance, done);
    long to = Math.min(end, offset + ahead);
    if (to - Math.max(asked, offset) >= ahead / PIECES || (to == end && asked < end)) {
      source.prefetch(Math.max(asked, offset), to);
      asked = Math.max(asked, to);
    }
  }
}
