// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.hosts;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds settings with which Spark is likely to run tasks on other hosts than those of files. */
public final class LocalitySettings {
  private static final Logger LOG = LoggerFactory.getLogger(LocalitySettings.class);
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();
  private static final int MIN_FAILURES = 4;

  private LocalitySettings() {}

  /** Says in the log what is found, once for each application. */
  public static void warnOnce(SparkContext context) {
    List<String> doubts = context.isLocal() ? List.of() : doubts(context.getConf());
    if (!doubts.isEmpty() && TOLD.add(context.applicationId())) {
      LOG.warn(
          "Tasks that read files of certain hosts may fail: {}. See docs/node-local.md",
          String.join("; ", doubts));
    }
  }

  /** Each setting in doubt, with what it leads to. */
  static List<String> doubts(SparkConf conf) {
    List<String> doubts = new ArrayList<>();
    String general = conf.get("spark.locality.wait", "3s");
    long waitMs = conf.getTimeAsMs("spark.locality.wait.node", general);
    if (waitMs == 0) {
      doubts.add(
          (conf.contains("spark.locality.wait.node")
                  ? "spark.locality.wait.node"
                  : "spark.locality.wait")
              + "=0 lets Spark run them elsewhere at once, where they are refused");
    }
    if (!conf.getBoolean("spark.excludeOnFailure.enabled", false)) {
      doubts.add(
          "spark.excludeOnFailure.enabled is not set, so a refused task may be tried on the same"
              + " wrong host again");
    } else if (conf.getInt("spark.excludeOnFailure.stage.maxFailedTasksPerExecutor", 2) <= 2) {
      doubts.add(
          "spark.excludeOnFailure.stage.maxFailedTasksPerExecutor is 2 or less, so two refused"
              + " tasks shut an executor out, also from the files of its own host");
    }
    if (conf.getBoolean("spark.speculation", false)) {
      doubts.add(
          "spark.speculation=true starts copies of slow tasks on hosts that do not have the files,"
              + " where they wait in a slot for nothing");
    }
    int failures = conf.getInt("spark.task.maxFailures", MIN_FAILURES);
    if (failures < MIN_FAILURES) {
      doubts.add("spark.task.maxFailures=" + failures + " leaves few retries");
    }
    return doubts;
  }
}
