// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.FileOrigin;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Files that are read as a whole, such as manifests, in the way in which all others are opened: a
 * regular file below the roots, and through no link that leads out of them.
 */
public final class WholeFile {
  /** More than any manifest has: a hundred thousand files take 12 MiB. */
  private static final int MAX_BYTES = 1 << 30;

  private WholeFile() {}

  /**
   * The content of a file.
   *
   * @param path on any file system that Hadoop knows; without a scheme, on the default one
   * @param roots below which it has to lie
   * @throws java.io.FileNotFoundException if there is no such file
   * @throws io.sparkmmap.core.file.OutsideAllowedRootsException if it lies elsewhere
   * @throws IOException if it is no regular file, longer than 1 GiB, or cannot be read
   */
  public static byte[] read(Path path, Configuration conf, AllowedRoots roots) throws IOException {
    FileSystem fileSystem = FileSystems.of(path, conf);
    Path full = fileSystem.makeQualified(path);
    if (SourceOpener.isLocal(full)) {
      roots.check(java.nio.file.Path.of(full.toUri().getPath()));
    } else {
      roots.checkElsewhere(full.toString());
    }
    FileStatus status = fileSystem.getFileStatus(full);
    if (status.isDirectory() || status.getLen() > MAX_BYTES) {
      throw new IOException(
          full
              + ": expected a file of at most "
              + MAX_BYTES
              + " bytes, found "
              + (status.isDirectory() ? "a directory" : status.getLen() + " bytes"));
    }
    SourceOpener opener = new SourceOpener(MemoryMode.READ, Checksums.VERIFIED, () -> conf);
    try (LeaseScope scope = new LeaseScope(roots);
        RegionSource source =
            opener.open(
                full,
                SourceOpener.planned(
                    full, status.getLen(), status.getModificationTime(), FileOrigin.UNKNOWN),
                new ReadStatistics(),
                scope)) {
      return source.firstBytes(MAX_BYTES);
    }
  }
}
