// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.sidecar;

import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Says in the log how far a walk over a file is, if that takes long. For use by one thread. */
public final class WalkProgress {
  private static final System.Logger LOG = System.getLogger(WalkProgress.class.getName());
  private static final long EVERY_NANOS = 10_000_000_000L;

  private final String path;
  private final long start;
  private final long end;
  private final LongSupplier nanos;
  private final Consumer<String> log;
  private final long startNanos;
  private long toldNanos;

  /**
   * Begins a walk.
   *
   * @param nanos the clock, in nanoseconds
   */
  WalkProgress(String path, long start, long end, LongSupplier nanos, Consumer<String> log) {
    this.path = path;
    this.start = start;
    this.end = end;
    this.nanos = nanos;
    this.log = log;
    this.startNanos = nanos.getAsLong();
    this.toldNanos = startNanos;
  }

  /** Begins a walk whose progress goes to the log of the library. */
  public static WalkProgress of(String path, long start, long end) {
    return new WalkProgress(
        path, start, end, System::nanoTime, message -> LOG.log(Level.INFO, message));
  }

  /** Tells how far it is, every ten seconds and at the end of a walk that took longer than that. */
  public void at(long offset) {
    long now = nanos.getAsLong();
    boolean done = offset >= end;
    if (now - (done ? startNanos : toldNanos) < EVERY_NANOS) {
      return;
    }
    toldNanos = now;
    log.accept(
        "index of records of "
            + path
            + ": "
            + (done ? "made" : 100 * (offset - start) / (end - start) + " %")
            + ", after "
            + (now - startNanos) / 1_000_000_000
            + " s");
  }
}
