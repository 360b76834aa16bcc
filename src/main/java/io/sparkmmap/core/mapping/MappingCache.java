// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The mappings of this process, one for each state of a file, shared by all its readers.
 *
 * <p>Readers hold leases. A file without a lease stays mapped, for a mapping keeps its page tables
 * warm and makes the next scan fast, until it was idle for long, its mapping faulted, or its place
 * is needed. It is never let go within the grace period after its last lease: until then someone
 * may still read by a raw address that he took while he had the lease.
 *
 * <p>To let go means to drop the reference. The memory itself is unmapped by the JDK once no region
 * over it can be reached either.
 *
 * <p>Safe for use by many threads.
 */
final class MappingCache {
  /** Limits in time of a cache. */
  record Retention(long graceMs, long idleMs) {
    /** A Python worker or a buffered row has read its last byte long before the minute is over. */
    static final Retention DEFAULT =
        new Retention(TimeUnit.MINUTES.toMillis(1), TimeUnit.MINUTES.toMillis(10));
  }

  private static final MappingCache SHARED =
      new MappingCache(
          WindowGeometry.DEFAULT,
          MappingBudget.ofSystem(),
          Retention.DEFAULT,
          () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));

  private final WindowGeometry geometry;
  private final MappingBudget budget;
  private final Retention retention;
  private final LongSupplier clockMs;

  /** In order of last use, the longest unused first. */
  private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  /** Faulted files, for as long as addresses into them may be around. */
  private final Set<Entry> retired = new HashSet<>();

  /** Where files have no keys their paths must tell them apart. */
  private record Key(String path, FileIdentity identity) {
    static Key of(Path path, FileIdentity identity) {
      return new Key(identity.fileKey() == null ? path.toString() : "", identity);
    }
  }

  private static final class Entry {
    private final MappedFile file;
    private int leases;
    private long idleSinceMs;

    Entry(MappedFile file) {
      this.file = file;
    }
  }

  /**
   * An empty cache.
   *
   * @param clockMs a clock that never goes back, in milliseconds
   */
  MappingCache(
      WindowGeometry geometry, MappingBudget budget, Retention retention, LongSupplier clockMs) {
    this.geometry = geometry;
    this.budget = budget;
    this.retention = retention;
    this.clockMs = clockMs;
  }

  /** The cache of the process. */
  static MappingCache shared() {
    return SHARED;
  }

  /**
   * Takes a lease on a file in the state that it has now.
   *
   * @throws FileChangedException if that is not the planned one
   * @throws IOException if there is no such regular file
   */
  Lease acquire(PlannedFile planned) throws IOException {
    Path path = Path.of(planned.path());
    FileIdentity identity = FileIdentity.of(path);
    planned.check(identity);
    Key key = Key.of(path, identity);
    synchronized (this) {
      Entry entry = entries.get(key);
      if (entry != null && entry.file.hasFaulted()) {
        retire(key, entry);
        entry = null;
      }
      if (entry == null) {
        entry = new Entry(new MappedFile(path, identity, geometry, budget));
        entries.put(key, entry);
      }
      entry.leases++;
      return new Lease(this, key, entry);
    }
  }

  /** The right to read a mapped file. Closing it unmaps nothing; a second close does nothing. */
  static final class Lease implements AutoCloseable {
    private final MappingCache cache;
    private final Key key;
    private final Entry entry;
    private boolean closed;

    private Lease(MappingCache cache, Key key, Entry entry) {
      this.cache = cache;
      this.key = key;
      this.entry = entry;
    }

    MappedFile file() {
      return entry.file;
    }

    /**
     * A window of the file, mapped now if it is not yet. Where the budget is spent, files that have
     * no lease make room first.
     *
     * @throws MappingFailedException if there is no room, or the system refuses
     */
    MappedWindow window(int index) throws IOException {
      try {
        return entry.file.window(index);
      } catch (MappingFailedException e) {
        if (!cache.makeRoom()) {
          throw e;
        }
        return entry.file.window(index);
      }
    }

    @Override
    public void close() {
      cache.release(this);
    }
  }

  private void release(Lease lease) {
    synchronized (this) {
      if (lease.closed) {
        return;
      }
      lease.closed = true;
      Entry entry = lease.entry;
      entry.leases--;
      if (entry.leases > 0) {
        return;
      }
      entry.idleSinceMs = clockMs.getAsLong();
      if (entry.file.hasFaulted()) {
        retire(lease.key, entry);
      }
    }
    CompletableFuture.delayedExecutor(retention.idleMs, TimeUnit.MILLISECONDS)
        .execute(this::dropIdle);
  }

  /** A faulted mapping serves nobody again, but it must outlive the addresses into it. */
  private void retire(Key key, Entry entry) {
    entries.remove(key, entry);
    retired.add(entry);
    CompletableFuture.delayedExecutor(retention.graceMs, TimeUnit.MILLISECONDS)
        .execute(() -> forget(entry));
  }

  private synchronized void forget(Entry entry) {
    retired.remove(entry);
  }

  /** Lets go of the files that have been idle for long. */
  synchronized void dropIdle() {
    dropIdleFor(retention.idleMs);
  }

  /**
   * Lets go of every file without a lease whose grace period is over, and waits a moment for the
   * memory to be given back.
   *
   * @return whether anything was let go
   */
  private boolean makeRoom() {
    int dropped;
    synchronized (this) {
      dropped = dropIdleFor(retention.graceMs);
    }
    if (dropped == 0) {
      return false;
    }
    // The JDK's own map() does the same when address space runs out: only a collection unmaps.
    long before = budget.mappings();
    System.gc();
    for (int i = 0; i < 50 && budget.mappings() == before; i++) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return true;
      }
    }
    return true;
  }

  private int dropIdleFor(long ms) {
    long latest = clockMs.getAsLong() - ms;
    int dropped = 0;
    for (Iterator<Entry> all = entries.values().iterator(); all.hasNext(); ) {
      Entry entry = all.next();
      if (entry.leases == 0 && entry.idleSinceMs <= latest) {
        all.remove();
        dropped++;
      }
    }
    return dropped;
  }

  /** How many files are mapped or about to be. */
  synchronized int size() {
    return entries.size();
  }
}
