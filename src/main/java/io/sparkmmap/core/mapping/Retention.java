// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import io.sparkmmap.core.os.LimitProperty;
import java.util.concurrent.TimeUnit;

/**
 * For how long a mapping cache keeps what nobody has a lease on.
 *
 * @param graceMs for how long after its last lease a file is never let go
 * @param idleMs for how long a file without a lease is kept, unless its place is needed; never
 *     shorter than the grace period
 */
public record Retention(long graceMs, long idleMs) {
  /** A Python worker or a buffered row has read its last byte long before the minute is over. */
  public static final Retention DEFAULT =
      new Retention(TimeUnit.MINUTES.toMillis(1), TimeUnit.MINUTES.toMillis(10));

  /** For how long a file is never let go after its last lease. */
  public static final String GRACE_PROPERTY = "io.sparkmmap.graceMs";

  /** For how long a file without a lease is kept; never shorter than the grace period. */
  public static final String IDLE_PROPERTY = "io.sparkmmap.idleMs";

  public static Retention ofSystem() {
    long graceMs = LimitProperty.of(GRACE_PROPERTY, DEFAULT.graceMs);
    return new Retention(
        graceMs, Math.max(graceMs, LimitProperty.of(IDLE_PROPERTY, DEFAULT.idleMs)));
  }

  public Retention {
    if (graceMs < 0 || idleMs < graceMs) {
      throw new IllegalArgumentException(
          "expected 0 <= graceMs <= idleMs, found graceMs " + graceMs + ", idleMs " + idleMs);
    }
  }
}
