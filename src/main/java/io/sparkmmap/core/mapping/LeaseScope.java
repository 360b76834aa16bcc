// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.OutsideAllowedRootsException;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.os.LocalHost;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The leases of one task, and where it may take them. They end together with the task, not with the
 * readers that took them, for engines read rows after they closed the reader that made them. Ending
 * a lease unmaps nothing.
 *
 * <p>Safe for use by many threads: an engine may close it from another thread than the reader's.
 */
public final class LeaseScope implements AutoCloseable {
  private static final long GRACE_MS = Retention.ofSystem().graceMs();

  private final List<MappingCache.Lease> leases = new ArrayList<>();
  private final AllowedRoots roots;
  private final Cancellation cancellation;
  private final List<Object> kept = new ArrayList<>();
  private boolean closed;

  /** Holds on to owners of memory until its time comes, and then to nothing. */
  private record Grace(List<Object> owners) implements Runnable {
    @Override
    public void run() {}
  }

  /** A scope of a task that may read files anywhere. */
  public LeaseScope() {
    this(AllowedRoots.ANY);
  }

  /** A scope of a task that may read files below some directories. */
  public LeaseScope(AllowedRoots roots) {
    this(roots, Cancellation.NEVER);
  }

  /**
   * A scope of a task that may read files below some directories.
   *
   * @param cancellation by which reading ends, if not by an interrupt
   */
  public LeaseScope(AllowedRoots roots, Cancellation cancellation) {
    this.roots = roots;
    this.cancellation = cancellation;
  }

  /** Whether the task was cancelled, or the thread interrupted, which stays so. */
  public boolean isCancelled() {
    return Thread.currentThread().isInterrupted() || cancellation.isRequested();
  }

  /**
   * Ends the reading of a task that was cancelled.
   *
   * @param path that is read, and the offset up to which it was
   * @throws InterruptedIOException if it was; an interrupted thread stays so
   */
  public void checkCancelled(String path, long offset) throws InterruptedIOException {
    if (isCancelled()) {
      throw new InterruptedIOException(
          path
              + " on host "
              + LocalHost.name()
              + ": reading was ended near offset "
              + offset
              + ", for the task was cancelled");
    }
  }

  /** The directories below which the task may read files. */
  public AllowedRoots roots() {
    return roots;
  }

  public MappingCache.Lease acquire(MappingCache cache, PlannedFile file) throws IOException {
    // Not under the lock: a file system that hangs here must not keep others from closing the
    // scope.
    MappingCache.Lease lease = cache.acquire(file, roots);
    synchronized (this) {
      if (!closed) {
        leases.add(lease);
        return lease;
      }
    }
    lease.close();
    throw new IllegalStateException(
        file.path() + ": cannot be opened, for the task that reads it has ended");
  }

  /**
   * Refuses a file that is on no disk of this host where the task may read below some directories
   * only.
   *
   * @param path with its scheme
   * @throws OutsideAllowedRootsException if there is such a limit
   */
  public void checkElsewhere(String path) throws OutsideAllowedRootsException {
    roots.checkElsewhere(path);
  }

  /**
   * Keeps something reachable that owns memory which the task reads, until the task has ended and
   * the grace period of the mapping cache is over.
   *
   * @throws IllegalStateException if the task has ended
   */
  public synchronized void keep(Object owner) {
    if (closed) {
      throw new IllegalStateException(owner + ": cannot be kept, for the task has ended");
    }
    kept.add(owner);
  }

  /** Ends all leases; a second call does nothing. */
  @Override
  public synchronized void close() {
    closed = true;
    leases.forEach(MappingCache.Lease::close);
    leases.clear();
    if (!kept.isEmpty()) {
      CompletableFuture.delayedExecutor(GRACE_MS, TimeUnit.MILLISECONDS)
          .execute(new Grace(List.copyOf(kept)));
      kept.clear();
    }
  }
}
