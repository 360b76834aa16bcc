// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What is to be done once, on the thread of whoever comes to a marked record first: it has read
 * what lies before the record, and nothing of what lies behind it.
 */
final class Mark {
  private static final AtomicReference<Action> ACTION = new AtomicReference<>();

  private Mark() {}

  /** A change of a file. */
  interface Action {
    void run() throws IOException;
  }

  static void set(Action action) {
    ACTION.set(action);
  }

  /** Whether nobody came to a marked record since the action was set. */
  static boolean isPending() {
    return ACTION.get() != null;
  }

  /** Called for every marked record. */
  static void met() {
    Action action = ACTION.getAndSet(null);
    if (action != null) {
      try {
        action.run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
