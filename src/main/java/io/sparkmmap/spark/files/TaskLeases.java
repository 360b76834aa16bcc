// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.mapping.Cancellation;
import io.sparkmmap.core.mapping.LeaseScope;
import org.apache.spark.TaskContext;

/**
 * The leases of what this thread does: within the limits of the process, and until Spark kills the
 * task. That is all there is to see where a job was cancelled without {@code interruptOnCancel}, as
 * by SQL.
 */
public final class TaskLeases {
  private TaskLeases() {}

  /** A scope for the task of this thread; outside of tasks only interrupts end it. */
  public static LeaseScope open() {
    TaskContext task = TaskContext.get();
    return new LeaseScope(
        ProcessLimits.roots(), task == null ? Cancellation.NEVER : task::isInterrupted);
  }
}
