// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import org.apache.hadoop.fs.Path;

/** From Hadoop's paths to those of the local file system. */
final class LocalPaths {
  private LocalPaths() {}

  /** The path on this node; its scheme has been checked. */
  static java.nio.file.Path of(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }
}
