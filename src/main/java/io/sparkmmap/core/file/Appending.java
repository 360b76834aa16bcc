// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import java.io.IOException;
import java.util.function.Predicate;

/**
 * Tells a file that is just being appended to from one that was overwritten. A system sets the time
 * of a write before it writes, and the length after it: who looks in between sees another time at
 * the old length.
 */
final class Appending {
  /** Together long enough for a writer that has lost its processor, or waits for the disk. */
  private static final int[] PAUSES_MS = {0, 1, 2, 5, 10, 20, 50};

  private Appending() {}

  /** Reads the state of a file. */
  interface Look<E extends IOException> {
    FileIdentity take() throws E;
  }

  /**
   * Looks at a file, and looks again for as long as it may be in between.
   *
   * @param looksOverwritten whether a state has the length that is expected, but another time
   * @return the first state that has not, or the last one read
   */
  static <E extends IOException> FileIdentity settled(
      Look<E> look, Predicate<FileIdentity> looksOverwritten) throws E {
    FileIdentity now = look.take();
    for (int i = 0; i < PAUSES_MS.length && looksOverwritten.test(now); i++) {
      try {
        Thread.sleep(PAUSES_MS[i]);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return now;
      }
      now = look.take();
    }
    return now;
  }
}
