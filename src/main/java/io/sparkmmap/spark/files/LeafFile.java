// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.file.FileOrigin;
import io.sparkmmap.dfs.FileBlocks;
import org.apache.hadoop.fs.Path;

/**
 * A file that was found. Immutable. Of a hundred thousand of them, asking Hadoop's paths for their
 * parents and texts takes longer than looking the files up, so both are kept.
 *
 * @param directory that it lies in, one object for many files
 * @param path the full path with its scheme, not escaped: what {@code new Path(path)} takes
 * @param length bytes
 * @param modificationTimeMs milliseconds since the epoch
 * @param blocks where they lie, as far as the file system reported
 * @param origin which file it is, as far as that was asked for
 */
record LeafFile(
    Path directory,
    String path,
    long length,
    long modificationTimeMs,
    FileBlocks blocks,
    FileOrigin origin) {

  /** A file of which neither blocks nor origin are known. */
  LeafFile(Path directory, String path, long length, long modificationTimeMs) {
    this(directory, path, length, modificationTimeMs, FileBlocks.UNKNOWN, FileOrigin.UNKNOWN);
  }

  String name() {
    return path.substring(path.lastIndexOf(Path.SEPARATOR_CHAR) + 1);
  }

  /** The parents of paths, of which neighbours mostly have the same. For one thread. */
  static final class Directories {
    private String prefix = "";
    private Path last;

    /**
     * The directory of a file.
     *
     * @param path of the file
     * @param text the path as it writes itself
     */
    Path of(Path path, String text) {
      String own = text.substring(0, text.lastIndexOf(Path.SEPARATOR_CHAR) + 1);
      if (last == null || !own.equals(prefix)) {
        last = path.getParent();
        prefix = own;
      }
      return last;
    }
  }
}
