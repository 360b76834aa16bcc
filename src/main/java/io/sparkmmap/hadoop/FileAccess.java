// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.FileIdentity;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.dfs.Checksums;
import io.sparkmmap.dfs.SourceOpener;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Which files are read, and how they are opened.
 *
 * @param mode whether they are mapped
 * @param checksums whether those of HDFS may be left out
 * @param compressed what refuses compressed ones
 * @param roots below which they have to lie
 */
record FileAccess(
    MemoryMode mode, Checksums checksums, CompressedFiles compressed, AllowedRoots roots) {

  /**
   * Reads the configuration.
   *
   * @throws IllegalArgumentException if a value is wrong
   */
  static FileAccess of(Configuration conf) {
    return new FileAccess(
        MemoryMode.parse(
            conf.getTrimmed(MmapInputKeys.MEMORY_MAP, "auto"), MmapInputKeys.MEMORY_MAP),
        MmapInputKeys.isTrue(conf, MmapInputKeys.VERIFY_CHECKSUMS, true)
            ? Checksums.VERIFIED
            : Checksums.SKIPPED,
        CompressedFiles.of(conf),
        roots(conf));
  }

  /** The directories below which files may be read. */
  static AllowedRoots roots(Configuration conf) {
    return AllowedRoots.parse(
        MmapInputKeys.ALLOWED_ROOTS, conf.getTrimmed(MmapInputKeys.ALLOWED_ROOTS));
  }

  /**
   * Checks a listed file before there are splits of it.
   *
   * @param path with its scheme
   * @param length as it was listed: of a local one without content no task will say that it is a
   *     device, or a file in {@code /proc}
   * @throws IOException if it lies where it may not be read, or is not a regular file
   */
  void checkListed(Path path, long length) throws IOException {
    if (!SourceOpener.isLocal(path)) {
      roots.checkElsewhere(path.toString());
      return;
    }
    java.nio.file.Path file = LocalPaths.of(path);
    roots.check(file);
    if (length == 0) {
      FileIdentity.of(file, roots);
    }
  }
}
