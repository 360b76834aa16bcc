// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.core.mapping.Cancellation;
import org.apache.spark.TaskContext;

/**
 * Whether Spark has killed a task: that is all there is to see where a job was cancelled without
 * {@code interruptOnCancel}, as by SQL.
 */
final class TaskCancellation {
  private TaskCancellation() {}

  /** That of the task of this thread; outside of tasks only interrupts count. */
  static Cancellation ofThisTask() {
    TaskContext task = TaskContext.get();
    return task == null ? Cancellation.NEVER : task::isInterrupted;
  }
}
