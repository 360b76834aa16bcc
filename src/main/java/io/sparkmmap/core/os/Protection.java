// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

/**
 * Whether mappings are guarded and fenced. They are: only a benchmark ever turns that off, to
 * measure what it costs. Safe for use by many threads.
 */
public final class Protection {
  private static volatile boolean on = true;

  private Protection() {}

  public static boolean isOn() {
    return on;
  }

  /** Applies to what is mapped and checked from now on. */
  public static void turn(boolean newState) {
    on = newState;
  }
}
