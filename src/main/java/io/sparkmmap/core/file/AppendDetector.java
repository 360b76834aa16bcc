// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import java.io.IOException;
import java.util.function.Predicate;

/**
 * Distinguishes a file that is just being appended to from one that was overwritten. Linux updates
 * the times of a file before a write and its length after it ({@code file_update_time} in {@code
 * generic_file_write_iter}), so a state read in between has another time at the old length.
 */
final class AppendDetector {
  /** Together long enough for a writer that has lost its processor, or waits for the disk. */
  private static final int[] PAUSES_MS = {0, 1, 2, 5, 10, 20, 50};

  private AppendDetector() {}

  /** Reads the state of a file. */
  interface StateReader<E extends IOException> {
    FileIdentity read() throws E;
  }

  /**
   * Reads the state of a file, and reads it again for as long as it may be in between.
   *
   * @param looksOverwritten whether a state has the length that is expected, but another time
   * @return the first state that has not, or the last one read
   */
  static <E extends IOException> FileIdentity awaitStable(
      StateReader<E> reader, Predicate<FileIdentity> looksOverwritten) throws E {
    FileIdentity now = reader.read();
    for (int i = 0; i < PAUSES_MS.length && looksOverwritten.test(now); i++) {
      try {
        Thread.sleep(PAUSES_MS[i]);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return now;
      }
      now = reader.read();
    }
    return now;
  }
}
