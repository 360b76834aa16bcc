// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import java.io.IOException;
import org.apache.hadoop.fs.Path;

/** From Hadoop's paths to those of the local file system. */
final class LocalPaths {
  private static final String SCHEME = "file";

  private LocalPaths() {}

  /** The path on this node; its scheme has been checked. */
  static java.nio.file.Path of(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }

  /**
   * Refuses files that lie elsewhere.
   *
   * @param path with its scheme
   * @throws IOException if it is not one of the local file system
   */
  static void check(Path path) throws IOException {
    String scheme = path.toUri().getScheme();
    if (!SCHEME.equals(scheme)) {
      throw new IOException(
          path
              + ": only files on the nodes' own disks can be mapped: expected a path with file:,"
              + " found one with "
              + (scheme == null ? "no scheme" : scheme + ":")
              + "; read it with Hadoop's own input format, or copy it to the nodes");
    }
  }
}
