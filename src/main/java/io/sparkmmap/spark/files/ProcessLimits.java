// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.index.RecordIndex;
import io.sparkmmap.core.mapping.AllowedRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/**
 * Where this process, driver or executor, may read files and keep indexes: set in the {@code
 * SparkConf} when an application starts, so that neither a session nor an option can change it.
 */
public final class ProcessLimits {
  /** The directories below which files may be read. */
  public static final String ALLOWED_ROOTS = "spark.mmap.allowedRoots";

  private static final String INDEX_ROOT = "spark.mmap.indexRoot";

  private ProcessLimits() {}

  /** The directories below which this process may read files; any outside of an application. */
  public static AllowedRoots roots() {
    return rootsOf(ALLOWED_ROOTS);
  }

  private static AllowedRoots rootsOf(String setting) {
    SparkEnv env = SparkEnv.get();
    return env == null ? AllowedRoots.ANY : rootsOf(setting, env.conf());
  }

  /** The directories that a setting names. */
  public static AllowedRoots rootsOf(String setting, SparkConf conf) {
    return AllowedRoots.parse(setting, conf.contains(setting) ? conf.get(setting) : null);
  }

  /**
   * Where this process keeps indexes.
   *
   * @param named by an option; empty for the default
   * @throws IOException if that is not below {@code spark.mmap.indexRoot}, or there are only
   *     certain directories to read from and none was set for indexes
   */
  public static Path indexDirectory(String named) throws IOException {
    SparkEnv env = SparkEnv.get();
    String root =
        env == null || !env.conf().contains(INDEX_ROOT) ? null : env.conf().get(INDEX_ROOT);
    Path byDefault = RecordIndex.defaultDirectory();
    if (named.isEmpty()) {
      return root == null ? byDefault : Path.of(root).resolve(byDefault.getFileName());
    }
    Path directory = Path.of(named).toAbsolutePath().normalize();
    if (root != null) {
      AllowedRoots allowed = AllowedRoots.parse(INDEX_ROOT, root);
      allowed.check(directory);
      allowed.check(firstThatExists(directory, Path.of(root)));
    } else if (roots().isLimited()) {
      throw new IllegalArgumentException(
          "Option 'indexDirectory' is '"
              + named
              + "', and "
              + roots()
              + " limits where files lie; leave it out, or have whoever runs this cluster set "
              + INDEX_ROOT
              + " to a directory above it");
    }
    return directory;
  }

  /** What a link on the way would lead to. */
  private static Path firstThatExists(Path directory, Path root) {
    Path at = directory;
    while (!Files.exists(at) && at.startsWith(root) && !at.equals(root)) {
      at = at.getParent();
    }
    return at;
  }
}
