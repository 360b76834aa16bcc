// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.FileIdentity;
import io.sparkmmap.core.recognize.Compression;
import io.sparkmmap.core.recognize.CompressionCheck;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.dfs.Checksums;
import io.sparkmmap.dfs.SourceOpener;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Which files are read, and how they are opened.
 *
 * @param mode whether they are mapped
 * @param checksums whether those of HDFS may be left out
 * @param compression whether compressed ones are refused
 * @param roots below which they have to lie
 */
record FileAccess(
    MemoryMode mode, Checksums checksums, CompressionCheck compression, AllowedRoots roots) {

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
        CompressionCheck.of(
            conf.getTrimmed(MmapInputKeys.COMPRESSION),
            MmapInputKeys.COMPRESSION,
            "them with Hadoop's own input formats"),
        roots(conf));
  }

  /** The directories below which files may be read. */
  static AllowedRoots roots(Configuration conf) {
    return AllowedRoots.parse(
        MmapInputKeys.ALLOWED_ROOTS, conf.getTrimmed(MmapInputKeys.ALLOWED_ROOTS));
  }

  /**
   * Refuses a file whose name is that of a compressed one.
   *
   * @throws IOException saying so
   */
  void checkName(String path) throws IOException {
    refuse(compression.byName(path));
  }

  /**
   * Refuses a file whose first bytes are those of a compressed one.
   *
   * @throws IOException saying so
   */
  void checkFirstBytes(RegionSource source) throws IOException {
    byte[] firstBytes = source.firstBytes(Compression.MAGIC_BYTES);
    refuse(compression.byFirstBytes(source.file().path(), firstBytes));
  }

  private static void refuse(Optional<CompressionCheck.Refusal> refusal) throws IOException {
    if (refusal.isPresent()) {
      CompressionCheck.Refusal refused = refusal.get();
      Optional<String> reader =
          refused.compression().isReadByHadoop(refused.path())
              ? Optional.of("Hadoop's own input formats")
              : Optional.empty();
      throw new IOException(refused.message(reader, MmapInputKeys.COMPRESSION));
    }
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
