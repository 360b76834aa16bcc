// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.index;

import io.sparkmmap.core.file.FileIdentity;
import io.sparkmmap.core.file.HostFailureException;
import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.prefixed.LengthPrefixedCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.sidecar.IndexPlace;
import io.sparkmmap.core.sidecar.PrivateDirectory;
import io.sparkmmap.core.sidecar.WalkProgress;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Finds the first record of a range of a file with length-prefixed records, from an index that is
 * kept in a directory. The first that needs the index of a file makes it, in one pass; all others,
 * of this process and of others of the node, wait for that and use it.
 *
 * <p>The directory is {@code spark-mmap-USER} in {@code java.io.tmpdir} unless another is named. It
 * has to belong to this user, and nobody else may be able to write to it.
 */
public final class RecordIndex {
  private static final System.Logger LOG = System.getLogger(RecordIndex.class.getName());

  private static final int LOCKS = 64;

  /** How soon whoever waits ends that was cancelled without an interrupt. */
  private static final long ASK_EVERY_MS = 50;

  /**
   * A lock of the system's is one for all threads of a process, so these come first. Whoever waits
   * for one can be interrupted: an index takes as long as reading the file.
   */
  private static final List<Lock> LOCKS_OF_PROCESS =
      Stream.<Lock>generate(ReentrantLock::new).limit(LOCKS).toList();

  private RecordIndex() {}

  /**
   * A cursor over the records that begin in a range.
   *
   * @param source owned by the cursor, unless this throws
   * @param directory of indexes; where there is none, only a range from the start of the data on
   *     can be read
   * @param maxBatchRecords how many records a batch may have
   * @throws IOException if a record before the range is broken
   * @throws HostFailureException if the directory cannot be used: that is no fault of the file's
   */
  public static LengthPrefixedCursor cursor(
      RegionSource source,
      DataRange range,
      LengthPrefix prefix,
      Optional<IndexPlace> directory,
      int maxBatchRecords)
      throws IOException {
    long first = range.dataStart();
    if (range.start() > first) {
      IndexPlace indexes =
          directory.orElseThrow(
              () -> new IllegalStateException("only an index says where records begin"));
      first =
          range.start() >= range.dataEnd()
              ? range.dataEnd()
              : starts(source, range, prefix, indexes).firstAt(range.start(), source, prefix);
    }
    return new LengthPrefixedCursor(source, range, prefix, first, maxBatchRecords);
  }

  /**
   * Makes the index of a local file before a query needs it, unless it is there.
   *
   * @param data all data of the file
   * @param directory of indexes
   * @param progress receives the offset up to which the file has been walked over
   * @return whether it had to be made
   * @throws IOException if the file is not made of such records, or the index was not kept
   * @throws HostFailureException if the directory cannot be used
   */
  public static boolean prepare(
      RegionSource source,
      DataRange data,
      LengthPrefix prefix,
      IndexPlace directory,
      LongConsumer progress)
      throws IOException {
    IndexFile index = indexFile(source, data, prefix);
    try (PrivateDirectory indexes = open(directory)) {
      if (load(indexes, index).isPresent()) {
        return false;
      }
      Optional<IOException> problem = starts(indexes, index, source, progress).problem();
      if (problem.isPresent()) {
        throw problem.get();
      }
      if (load(indexes, index).isEmpty()) {
        throw new IOException(
            source.file().path()
                + ": its index was made and not kept; the file was written to meanwhile, or no file"
                + " can be written to "
                + directory.directory());
      }
      return true;
    }
  }

  private static RecordStarts starts(
      RegionSource source, DataRange range, LengthPrefix prefix, IndexPlace place)
      throws IOException {
    LongConsumer progress =
        WalkProgress.of(source.file().path(), range.dataStart(), range.dataEnd())::at;
    if (!source.file().isLocal()) {
      // Only device and inode would prove that a kept index is one of this very file.
      return RecordStarts.find(source, range.dataStart(), range.dataEnd(), prefix, progress);
    }
    try (PrivateDirectory directory = open(place)) {
      return starts(directory, indexFile(source, range, prefix), source, progress);
    }
  }

  private static IndexFile indexFile(RegionSource source, DataRange range, LengthPrefix prefix)
      throws IOException {
    Path file = Path.of(source.file().path());
    return new IndexFile(file, FileIdentity.of(file), range.dataStart(), range.dataEnd(), prefix);
  }

  private static RecordStarts starts(
      PrivateDirectory directory, IndexFile index, RegionSource source, LongConsumer progress)
      throws IOException {
    Optional<RecordStarts> kept = load(directory, index);
    if (kept.isPresent()) {
      return kept.get();
    }
    int lock = Math.floorMod(index.name().hashCode(), LOCKS);
    lock(LOCKS_OF_PROCESS.get(lock), source);
    try (FileChannel channel = openLock(directory, "lock-" + lock)) {
      lock(channel, source); // until the channel is closed
      kept = load(directory, index);
      return kept.isPresent() ? kept.get() : make(directory, index, source, progress);
    } finally {
      LOCKS_OF_PROCESS.get(lock).unlock();
    }
  }

  private static void lock(Lock ofProcess, RegionSource source) throws IOException {
    try {
      while (!ofProcess.tryLock(ASK_EVERY_MS, TimeUnit.MILLISECONDS)) {
        source.checkCancelled(0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
  }

  private static UncheckedIOException interrupted() {
    return new UncheckedIOException(
        new InterruptedIOException("interrupted while waiting for an index"));
  }

  private static PrivateDirectory open(IndexPlace place) throws IOException {
    try {
      return PrivateDirectory.open(place);
    } catch (IOException | UnsupportedOperationException e) {
      throw new HostFailureException("no index of records can be kept: " + e.getMessage());
    }
  }

  private static FileChannel openLock(PrivateDirectory directory, String name) throws IOException {
    try {
      return directory.openLock(name);
    } catch (IOException e) {
      throw new HostFailureException("no index of records can be kept: " + e.getMessage());
    }
  }

  /** Waits for other processes. Where the system has no locks, each makes the index by itself. */
  private static void lock(FileChannel channel, RegionSource source) throws IOException {
    try {
      while (channel.tryLock() == null) {
        source.checkCancelled(0);
        Thread.sleep(ASK_EVERY_MS);
      }
    } catch (InterruptedIOException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    } catch (OverlappingFileLockException | IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted();
      }
      LOG.log(Level.DEBUG, "an index is made without a lock: {0}", e.toString());
    }
  }

  private static Optional<RecordStarts> load(PrivateDirectory directory, IndexFile index) {
    try {
      return directory.read(index.name(), IndexFile.MAX_BYTES).flatMap(index::decode);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "an index is built again: {0}", e.getMessage());
      return Optional.empty();
    }
  }

  private static RecordStarts make(
      PrivateDirectory directory, IndexFile index, RegionSource source, LongConsumer progress)
      throws IOException {
    drop(directory, index); // of another state of the file, or damaged
    RecordStarts starts =
        RecordStarts.find(source, index.dataStart(), index.dataEnd(), index.prefix(), progress);
    if (starts.problem().isEmpty() && index.isCurrent()) {
      keep(directory, index, starts);
    }
    return starts;
  }

  private static void drop(PrivateDirectory directory, IndexFile index) {
    try {
      directory.delete(index.name());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "an old index cannot be removed: {0}", e.toString());
    }
  }

  private static void keep(PrivateDirectory directory, IndexFile index, RecordStarts starts) {
    try {
      directory.write(index.name(), index.encode(starts));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "an index cannot be kept: {0}", e.toString());
    }
  }
}
