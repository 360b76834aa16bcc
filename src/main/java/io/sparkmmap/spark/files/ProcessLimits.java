// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.sidecar.IndexPlace;
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
   * @throws IllegalArgumentException as {@link IndexPlace#of(String, String, IndexPlace.Limits)}
   */
  public static IndexPlace indexPlace(String named) {
    SparkEnv env = SparkEnv.get();
    return indexPlace(named, env == null ? new SparkConf(false) : env.conf());
  }

  /** The same in a process of which this is the configuration. */
  static IndexPlace indexPlace(String named, SparkConf conf) {
    String root = conf.contains(INDEX_ROOT) ? conf.get(INDEX_ROOT) : null;
    return IndexPlace.of(
        "indexDirectory",
        named,
        new IndexPlace.Limits(INDEX_ROOT, root, rootsOf(ALLOWED_ROOTS, conf)));
  }
}
