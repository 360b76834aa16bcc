// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.FileHandle;
import io.sparkmmap.core.file.FileIdentity;
import io.sparkmmap.core.file.PlannedFile;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The mappings of this process, one for each state of a file, shared by all its readers.
 *
 * <p>Readers hold leases. A file without a lease stays mapped, for a mapping keeps its page tables
 * warm and makes the next scan fast, until it was idle for long, its mapping faulted, or its place
 * is needed. It is never let go within the grace period after its last lease: until then someone
 * may still read by a raw address that he took while he had the lease.
 *
 * <p>To let go means to end the mappings there and then. Whoever still holds an address reads
 * zeros, and {@link io.sparkmmap.core.source.RegionSource#verify} detects that. Only the addresses
 * stay taken until no region over them can be reached.
 *
 * <p>Safe for use by many threads.
 */
public final class MappingCache {
  private static final long MIN_SWEEP_INTERVAL_MS = 1_000;

  private static final MappingCache SHARED =
      new MappingCache(
          WindowGeometry.DEFAULT,
          MappingBudget.ofSystem(),
          Retention.ofSystem(),
          () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));

  private final WindowGeometry geometry;
  private final MappingBudget budget;
  private final Retention retention;
  private final LongSupplier clockMs;

  private final Executor later;
  private final Map<Key, Entry> entries = new HashMap<>();

  /** Those that serve nobody any more, for as long as addresses into them may be around. */
  private final Set<Entry> retired = new HashSet<>();

  private boolean sweepScheduled;

  /** Held while files are ended, and taken by nobody who holds the lock of the cache. */
  private final Object endLock = new Object();

  /** How often mappings were ended. */
  private final AtomicLong endings = new AtomicLong();

  /** Where files have no keys their paths must distinguish them. */
  private record Key(String path, FileIdentity identity) {
    static Key of(Path path, FileIdentity identity) {
      // Of the content: a file that has got another name or owner keeps its mapping.
      return new Key(identity.fileKey() == null ? path.toString() : "", identity.ofContent());
    }
  }

  private static final class Entry {
    private final MappedFile file;
    private int leases;
    private long idleSinceMs;

    Entry(MappedFile file) {
      this.file = file;
    }

    boolean isIdleSince(long timeMs) {
      return leases == 0 && idleSinceMs <= timeMs;
    }
  }

  /**
   * An empty cache.
   *
   * @param clockMs a clock that never goes back, in milliseconds
   */
  public MappingCache(
      WindowGeometry geometry, MappingBudget budget, Retention retention, LongSupplier clockMs) {
    this(
        geometry,
        budget,
        retention,
        clockMs,
        // On threads of the JDK's own, which all its users share.
        CompletableFuture.delayedExecutor(
            Math.max(retention.graceMs(), MIN_SWEEP_INTERVAL_MS), TimeUnit.MILLISECONDS));
  }

  /**
   * @param later runs what it is given after a while, about the grace period
   */
  MappingCache(
      WindowGeometry geometry,
      MappingBudget budget,
      Retention retention,
      LongSupplier clockMs,
      Executor later) {
    this.geometry = geometry;
    this.budget = budget;
    this.retention = retention;
    this.clockMs = clockMs;
    this.later = later;
  }

  /** The cache of the process. */
  public static MappingCache shared() {
    return SHARED;
  }

  /** What all mappings of the cache count against. */
  public MappingBudget budget() {
    return budget;
  }

  /**
   * Takes a lease on a file in the state that it has now.
   *
   * @param roots below which the file has to lie
   * @throws io.sparkmmap.core.file.FileChangedException if that is not the planned one
   * @throws IOException if there is no such regular file, or not below the roots
   */
  Lease acquire(PlannedFile planned, AllowedRoots roots) throws IOException {
    Path path = Path.of(planned.path());
    FileIdentity identity;
    try (FileHandle file = FileHandle.of(path, roots)) {
      identity = planned.check(file);
    }
    Key key = Key.of(path, identity);
    synchronized (this) {
      Entry entry = entries.get(key);
      if (entry != null && entry.file.hasFaulted()) {
        retire(key, entry);
        entry = null;
      }
      if (entry == null) {
        entry = new Entry(new MappedFile(key.identity(), geometry, budget));
        entries.put(key, entry);
      }
      entry.leases++;
      boolean reused = entry.file.windowCount() > 0;
      return new Lease(this, new MappedFile.Reader(path, identity, roots), key, entry, reused);
    }
  }

  /** The right to read a mapped file. Closing it unmaps nothing; a second close does nothing. */
  public static final class Lease implements AutoCloseable {
    private final MappingCache cache;
    private final MappedFile.Reader reader;
    private final Key key;
    private final Entry entry;
    private final boolean reused;
    private volatile boolean closed;

    private Lease(
        MappingCache cache, MappedFile.Reader reader, Key key, Entry entry, boolean reused) {
      this.cache = cache;
      this.reader = reader;
      this.key = key;
      this.entry = entry;
      this.reused = reused;
    }

    /** Whether something of the file was mapped when the lease was taken. */
    public boolean isReused() {
      return reused;
    }

    public MappedFile file() {
      return entry.file;
    }

    /** The file as it was when the lease was taken. */
    public FileIdentity identity() {
      return reader.identity();
    }

    /**
     * A window of the file, mapped now if it is not yet. Where the budget is spent, files that have
     * no lease make room first.
     *
     * @throws MappingFailedException if there is no room, or the system refuses
     * @throws IllegalStateException after the lease was closed
     */
    public MappedWindow window(long index) throws IOException {
      if (closed) {
        throw new IllegalStateException(
            reader.path() + ": cannot be mapped, for the task that reads it has ended");
      }
      long endingsBefore = cache.endings.get();
      try {
        return entry.file.window(reader, index);
      } catch (MappingFailedException e) {
        if (!cache.makeRoom(endingsBefore)) {
          throw e;
        }
        return entry.file.window(reader, index);
      }
    }

    @Override
    public void close() {
      cache.release(this);
    }
  }

  private synchronized void release(Lease lease) {
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
    scheduleSweep();
  }

  /** A faulted mapping serves nobody again, but it must outlive the addresses into it. */
  private void retire(Key key, Entry entry) {
    entries.remove(key, entry);
    retired.add(entry);
  }

  /** One sweep is always enough, however many leases end: it sees to the next one. */
  private void scheduleSweep() {
    if (sweepScheduled) {
      return;
    }
    sweepScheduled = true;
    // A cache that nobody has any more needs no sweeping, and must not be kept for it.
    WeakReference<MappingCache> self = new WeakReference<>(this);
    later.execute(
        () -> {
          MappingCache cache = self.get();
          if (cache != null) {
            cache.sweep();
          }
        });
  }

  private void sweep() {
    synchronized (this) {
      sweepScheduled = false;
    }
    dropIdle();
    synchronized (this) {
      if (Stream.concat(entries.values().stream(), retired.stream()).anyMatch(e -> e.leases == 0)) {
        scheduleSweep();
      }
    }
  }

  /** Lets go of the files that have been idle for long. */
  void dropIdle() {
    dropIdleFor(retention.idleMs());
  }

  /**
   * Lets go of every file without a lease whose grace period is over.
   *
   * @param endingsBefore how often mappings had been ended when room was missing
   * @return whether there may be more room than then
   */
  private boolean makeRoom(long endingsBefore) {
    synchronized (endLock) {
      if (endings.get() == endingsBefore) { // nor by another thread, while this one waited
        dropIdleFor(retention.graceMs());
      }
      return endings.get() != endingsBefore;
    }
  }

  /**
   * Lets go of every file that has had no lease for so long, and of faulted ones after the grace
   * period.
   */
  void dropIdleFor(long ms) {
    dropIdle(ms, retention.graceMs());
  }

  /** Lets go of every file without a lease, as if idle time and grace period were over. */
  void dropAllIdle() {
    dropIdle(0, 0);
  }

  private void dropIdle(long ms, long graceMs) {
    synchronized (endLock) {
      for (Entry entry : takeIdle(ms, graceMs)) {
        end(entry);
      }
    }
  }

  private synchronized List<Entry> takeIdle(long ms, long graceMs) {
    long nowMs = clockMs.getAsLong();
    List<Entry> idle = new ArrayList<>();
    entries.values().removeIf(entry -> entry.isIdleSince(nowMs - ms) && idle.add(entry));
    retired.removeIf(entry -> entry.isIdleSince(nowMs - graceMs) && idle.add(entry));
    return idle;
  }

  /** Not under the lock of the cache: of a large file it takes some milliseconds. */
  private void end(Entry entry) {
    if (entry.file.windowCount() > 0) {
      if (entry.file.end()) {
        endings.incrementAndGet();
      } else {
        synchronized (this) {
          retired.add(entry); // to be tried again
        }
      }
    }
  }

  /** How many mappings count against its budget. */
  long mappings() {
    return budget.mappings();
  }

  /** How many files are mapped or about to be, without the faulted ones. */
  synchronized int size() {
    return entries.size();
  }

  /** How many faulted files are kept for addresses into them. */
  synchronized int retiredSize() {
    return retired.size();
  }
}
