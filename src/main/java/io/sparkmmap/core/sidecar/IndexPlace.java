// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.sidecar;

import io.sparkmmap.core.file.AllowedRoots;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where indexes are kept.
 *
 * @param directory absolute; made when it is needed
 * @param root the directory that it must not lie outside of, wherever links lead, if whoever runs
 *     the cluster has set one
 */
public record IndexPlace(Path directory, Optional<Path> root) {

  /**
   * What a cluster allows.
   *
   * @param setting the name of the setting for the root, for messages
   * @param root its value, or null
   * @param readable the directories below which files may be read
   */
  public record Limits(String setting, String root, AllowedRoots readable) {}

  /** The directory that is used where no other is named. */
  public static Path defaultDirectory() {
    String user = System.getProperty("user.name", "unknown").replaceAll("[^A-Za-z0-9_.-]", "_");
    return Path.of(System.getProperty("java.io.tmpdir"), "spark-mmap-" + user);
  }

  /** A directory that is not limited. */
  public static IndexPlace of(Path directory) {
    return new IndexPlace(directory.toAbsolutePath().normalize(), Optional.empty());
  }

  /**
   * The directory that an option names, within the limits.
   *
   * @param option for messages
   * @param named its value; empty for the default, which lies below the root if there is one
   * @throws IllegalArgumentException if the root is no absolute directory, the directory does not
   *     lie below it by its name, or reading is limited and there is no root for indexes
   */
  public static IndexPlace of(String option, String named, Limits limits) {
    Path byDefault = defaultDirectory();
    if (limits.root() == null) {
      if (!named.isEmpty() && limits.readable().isLimited()) {
        throw new IllegalArgumentException(
            "Option '"
                + option
                + "' is '"
                + named
                + "', and "
                + limits.readable()
                + " limits where files lie; leave it out, or have whoever runs this cluster set "
                + limits.setting()
                + " to a directory above it");
      }
      return of(named.isEmpty() ? byDefault : Path.of(named));
    }
    Path root = root(limits);
    Path directory =
        named.isEmpty()
            ? root.resolve(byDefault.getFileName())
            : Path.of(named).toAbsolutePath().normalize();
    return new IndexPlace(directory, Optional.of(root));
  }

  private static Path root(Limits limits) {
    Path root = Path.of(limits.root().trim());
    if (!root.isAbsolute() || !root.normalize().equals(root)) {
      throw new IllegalArgumentException(
          limits.setting()
              + ": expected an absolute directory without . and .. in it, found '"
              + limits.root()
              + "'; leave the setting out for no limit");
    }
    return root;
  }
}
