// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.hosts;

import java.io.IOException;
import java.io.Serializable;

/**
 * Something to do on one certain host.
 *
 * @param <T> what comes of it
 */
@FunctionalInterface
public interface HostTask<T extends Serializable> extends Serializable {

  /**
   * Does it; called in an executor on that host, more than once if the executor is lost.
   *
   * @throws IOException rethrown to the caller on the driver, without a retry
   */
  T call() throws IOException;
}
