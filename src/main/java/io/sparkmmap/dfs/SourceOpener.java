// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

import io.sparkmmap.core.file.FileOrigin;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Opens planned files wherever they lie. Immutable. */
public final class SourceOpener {
  private static final String LOCAL = "file";
  private static final String LOCAL_ROOT = LOCAL + ":/";

  private final MemoryMode mode;
  private final Checksums checksums;
  private final Supplier<Configuration> conf;

  /**
   * An opener.
   *
   * @param mode whether files are mapped
   * @param checksums whether those of other file systems may be left out
   * @param conf of those file systems; asked for only where a file is in one
   */
  public SourceOpener(MemoryMode mode, Checksums checksums, Supplier<Configuration> conf) {
    this.mode = mode;
    this.checksums = checksums;
    this.conf = conf;
  }

  /** Whether a path is one of the local file system. */
  public static boolean isLocal(Path path) {
    return LOCAL.equals(path.toUri().getScheme());
  }

  /**
   * The path on the local file system of one that is written in full; empty if it is elsewhere.
   *
   * @param path as Hadoop's paths write themselves
   */
  public static Optional<String> localPath(String path) {
    if (path.startsWith(LOCAL_ROOT) && !path.startsWith(LOCAL_ROOT + "/")) {
      return Optional.of(path.substring(LOCAL_ROOT.length() - 1)); // without parsing it
    }
    Path parsed = new Path(path);
    return isLocal(parsed) ? Optional.of(parsed.toUri().getPath()) : Optional.empty();
  }

  /** A file as a plan saw it, by the full path that Hadoop's paths write. */
  public static PlannedFile planned(
      String path, long length, long modifiedTimeMs, FileOrigin origin) {
    return localPath(path)
        .map(local -> new PlannedFile(local, length, modifiedTimeMs, origin))
        .orElseGet(() -> new PlannedFile(path, length, modifiedTimeMs, origin));
  }

  /**
   * A file as a plan saw it.
   *
   * @param path with its scheme
   * @param origin which file it was, as far as that is known
   */
  public static PlannedFile planned(
      Path path, long length, long modifiedTimeMs, FileOrigin origin) {
    return isLocal(path)
        ? new PlannedFile(path.toUri().getPath(), length, modifiedTimeMs, origin)
        : new PlannedFile(path.toString(), length, modifiedTimeMs, origin);
  }

  /**
   * Opens a file.
   *
   * @param path of the file, with its scheme
   * @param file from {@link #planned}
   * @param statistics where the reading is counted
   * @param scope of the task
   * @throws io.sparkmmap.core.file.FileChangedException if the file is not as it was planned
   * @throws io.sparkmmap.core.file.OutsideAllowedRootsException if it may not be read
   * @throws java.nio.file.NoSuchFileException if there is no such file
   * @throws IOException if it cannot be read
   */
  public RegionSource open(Path path, PlannedFile file, ReadStatistics statistics, LeaseScope scope)
      throws IOException {
    if (isLocal(path)) {
      return RegionSources.open(file, mode, statistics, scope);
    }
    RemoteFile remote = RemoteFile.find(path, file, conf.get(), scope);
    return remote.open(new ReadPolicy(mode, checksums, ChunkSizes.SCAN), statistics, scope);
  }

  /** Opens a file of which a few records are to be read here and there. */
  public RegionSource openForLookups(
      Path path, PlannedFile file, ReadStatistics statistics, LeaseScope scope) throws IOException {
    if (isLocal(path)) {
      return RegionSources.openForLookups(file, statistics, scope);
    }
    RemoteFile remote = RemoteFile.find(path, file, conf.get(), scope);
    ReadPolicy lookups = new ReadPolicy(MemoryMode.READ, checksums, ChunkSizes.LOOKUPS);
    return remote.open(lookups, statistics, scope);
  }
}
