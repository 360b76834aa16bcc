// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

/**
 * Whether whoever started a task wants it to end. Asked every few megabytes, from any thread that
 * reads for the task. Not every engine interrupts the threads of a task that it has cancelled.
 */
@FunctionalInterface
public interface Cancellation {
  /** That of a task of which nothing is known but whether its thread is interrupted. */
  Cancellation NEVER = () -> false;

  /** Whether the task is to end. */
  boolean isRequested();
}
