// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

/**
 * What an exception of ours may have as its cause. Spark ends an executor, and not the task alone,
 * for a {@code VirtualMachineError} or a {@code ThreadDeath} anywhere in the chain of causes. The
 * JDK puts an {@code OutOfMemoryError} there when a mapping is refused, and an {@code
 * InternalError} when a page of one is gone.
 */
public final class KeptCause {
  /** For chains that go round in a circle. */
  private static final int LONGEST_CHAIN = 100;

  private KeptCause() {}

  /** The same throwable if nothing in its chain of causes is fatal, else null. */
  public static Throwable of(Throwable thrown) {
    int length = 0;
    for (Throwable at = thrown; at != null && length < LONGEST_CHAIN; at = at.getCause()) {
      if (at instanceof VirtualMachineError || at instanceof ThreadDeath) {
        return null;
      }
      length++;
    }
    return thrown;
  }
}
