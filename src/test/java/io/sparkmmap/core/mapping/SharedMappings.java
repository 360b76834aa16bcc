// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import io.sparkmmap.core.os.Protection;

/** The mapping cache of the process, for tests and benchmarks of other packages. */
public final class SharedMappings {
  private SharedMappings() {}

  /** Lets go of all files without a lease, also of those that have faulted. */
  public static void letGo() {
    MappingCache.shared().dropAllIdle();
  }

  /** How many mappings there are. */
  public static long count() {
    return MappingCache.shared().mappings();
  }

  /** Leaves out guard and fence for mappings that are made from now on, or puts them back. */
  public static void protect(boolean guardAndFence) {
    Protection.turn(guardAndFence);
  }
}
