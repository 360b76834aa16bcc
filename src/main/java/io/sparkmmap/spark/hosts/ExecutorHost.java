// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.hosts;

import org.apache.spark.SparkEnv;

/** What Spark calls the host of this executor, which is what it compares preferences with. */
final class ExecutorHost {
  private ExecutorHost() {}

  static String here() {
    return SparkEnv.get().blockManager().blockManagerId().host();
  }
}
