// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.source;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappingCache;
import io.sparkmmap.core.os.FileSystemType;
import io.sparkmmap.core.os.NativeMemory;
import io.sparkmmap.core.os.ReaderThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Opens local files for reading by region: maps them where that is safe and pays, else reads. */
public final class RegionSources {
  private static final System.Logger LOG = System.getLogger(RegionSources.class.getName());

  /** Below this a file is read sooner than it is mapped, guarded and faulted in. */
  private static final long AUTO_MIN_MAPPED_BYTES = 64 << 10;

  /**
   * What is read at once: large enough to be fast, small enough for the caches and the heap. With
   * its header the array stays below half of the smallest region of G1, 1 MiB, which heaps of less
   * than 4 GiB have. <a
   * href="https://docs.oracle.com/en/java/javase/17/gctuning/garbage-first-g1-garbage-collector1.html">An
   * array of half a region or more</a> is a humongous object: it takes whole regions of the old
   * generation for itself, and can start a concurrent mark.
   */
  private static final int READ_CHUNK_BYTES = 448 << 10;

  /** Each reason to read instead of mapping is logged once in a process. */
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  private RegionSources() {}

  /**
   * Opens a file.
   *
   * @param file as the plan saw it
   * @param mode whether to map
   * @param statistics where the reading is counted
   * @param scope of the task, with which the lease on a mapping ends, and which says where files
   *     may be read
   * @throws io.sparkmmap.core.file.FileChangedException if the file is not as it was planned
   * @throws io.sparkmmap.core.file.OutsideAllowedRootsException if the file lies where it may not
   *     be read
   * @throws IOException if there is no such regular file on this host, or it may not be read
   */
  public static RegionSource open(
      PlannedFile file, MemoryMode mode, ReadStatistics statistics, LeaseScope scope)
      throws IOException {
    if (file.length() == 0) {
      return read(file, statistics, scope); // no system maps nothing
    }
    return switch (mode) {
      case READ -> read(file, statistics, scope);
      case MAP -> {
        if (NativeMemory.instance().isEmpty()) {
          warnOnce(
              "memoryMap=true without the native guard ("
                  + NativeMemory.unavailableReason()
                  + "): a file that is truncated while it is read may end this process");
        }
        yield MappedRegionSource.open(file, MappingCache.shared(), statistics, scope);
      }
      case AUTO ->
          file.length() < AUTO_MIN_MAPPED_BYTES
              ? read(file, statistics, scope)
              : mapWhereSafe(file, statistics, scope);
    };
  }

  private static RegionSource mapWhereSafe(
      PlannedFile file, ReadStatistics statistics, LeaseScope scope) throws IOException {
    Optional<String> reason = reasonToRead(file);
    if (reason.isPresent()) {
      RegionSource source = read(file, statistics, scope);
      warnOnce("files are read and not mapped: " + reason.get());
      statistics.addFileReadInstead();
      return source;
    }
    return new AutoRegionSource(
        MappedRegionSource.open(file, MappingCache.shared(), statistics, scope),
        READ_CHUNK_BYTES,
        scope);
  }

  private static RegionSource read(PlannedFile file, ReadStatistics statistics, LeaseScope scope)
      throws IOException {
    return read(file, READ_CHUNK_BYTES, statistics, scope);
  }

  private static RegionSource read(
      PlannedFile file, int chunkBytes, ReadStatistics statistics, LeaseScope scope)
      throws IOException {
    ReaderThreads.Call<RegionSource> opening =
        () -> ReadRegionSource.open(file, chunkBytes, statistics, scope);
    return mayHang(file) ? InterruptibleRegionSource.open(file, scope, opening) : opening.get();
  }

  /** Whether the file system needs another machine or process to answer, as far as is known. */
  private static boolean mayHang(PlannedFile file) {
    Optional<NativeMemory> memory = NativeMemory.instance();
    return memory.isEmpty() || fileSystemNotToMap(memory.get(), file).isPresent();
  }

  /** The file system of a file, unless it is known to be safe to map. */
  private static Optional<String> fileSystemNotToMap(NativeMemory memory, PlannedFile file) {
    long magic = memory.fileSystemMagic(Path.of(file.path()));
    return magic < 0
        ? Optional.of(
            "a file system that the system does not name (error " + -magic + " of statfs)")
        : FileSystemType.network(magic);
  }

  /**
   * Opens a file of which a few records are to be read here and there. They are read, a page at a
   * time, and not mapped: a fault in a mapping brings in what lies around the page as well, 128 KiB
   * of it where nothing else is configured.
   *
   * @param scope of the task, which says where files may lie
   * @throws io.sparkmmap.core.file.FileChangedException if the file is not as it was planned
   * @throws IOException if there is no such regular file on this host, or it may not be read
   */
  public static RegionSource openForLookups(
      PlannedFile file, ReadStatistics statistics, LeaseScope scope) throws IOException {
    return read(file, 1, statistics, scope);
  }

  /**
   * What {@link MemoryMode#AUTO} makes of a file.
   *
   * @return why it is read and not mapped, as a part of a sentence; empty if it is mapped, as long
   *     as this process has mappings left
   */
  public static Optional<String> whyRead(PlannedFile file) {
    return file.length() < AUTO_MIN_MAPPED_BYTES
        ? Optional.of("files below " + AUTO_MIN_MAPPED_BYTES + " bytes are read sooner than mapped")
        : reasonToRead(file);
  }

  private static Optional<String> reasonToRead(PlannedFile file) {
    Optional<NativeMemory> memory = NativeMemory.instance();
    if (memory.isEmpty()) {
      return Optional.of("there is no native guard, " + NativeMemory.unavailableReason());
    }
    return fileSystemNotToMap(memory.get(), file)
        .map(fileSystem -> "a mapping of a file on " + fileSystem + " can fail at any page");
  }

  private static void warnOnce(String message) {
    if (TOLD.add(message)) {
      LOG.log(System.Logger.Level.WARNING, message);
    }
  }
}
