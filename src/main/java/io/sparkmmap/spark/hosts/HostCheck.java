// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.hosts;

import io.sparkmmap.core.placement.LocalityMode;
import io.sparkmmap.core.placement.Placement;
import io.sparkmmap.core.placement.WrongHostException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/**
 * Holds tasks to the hosts of their files. Goes from the driver to the executors.
 *
 * <p>A task that is refused holds its slot for a moment first, longer with each attempt. Spark
 * would start the next attempt in the same free slot at once, and use up all attempts in a few
 * milliseconds; so the right host gets time to finish what it does, or to come back.
 *
 * @param maxPauseMs how long all such moments of a task are together, in milliseconds
 */
public record HostCheck(long maxPauseMs) implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long FIRST_PAUSE_MS = 500;
  private static final int MAX_DOUBLINGS = 6;
  private static final int DEFAULT_ATTEMPTS = 4;

  static final String REMEDY =
      "the retry on the right host succeeds; to make Spark run it there, leave"
          + " spark.locality.wait at 3s or more, set spark.excludeOnFailure.enabled=true with"
          + " spark.excludeOnFailure.task.maxTaskAttemptsPerNode=1, and raise"
          + " spark.excludeOnFailure.stage.maxFailedTasksPerExecutor and spark.task.maxFailures;"
          + " if the host has no executor any more, start one (docs/node-local.md)";

  /**
   * Refuses to read a file of another host where its placement requires its own.
   *
   * @throws WrongHostException naming both hosts, the path and what to set
   * @throws org.apache.spark.TaskKilledException if this is a copy of a task that runs on the host
   *     of the file
   */
  public void check(Placement placement, String path) throws WrongHostException {
    try {
      placement.check(List.of(ExecutorHost.here()), path, REMEDY);
    } catch (WrongHostException e) {
      RightAttempt.await(pauseMs());
      throw e;
    }
    if (placement.mode() == LocalityMode.REQUIRE) {
      RightAttempt.announce();
    }
  }

  private long pauseMs() {
    TaskContext task = TaskContext.get();
    int attempt = task == null ? 0 : task.attemptNumber();
    int attempts = SparkEnv.get().conf().getInt("spark.task.maxFailures", DEFAULT_ATTEMPTS);
    // Copies have numbers too, so that the last one that may fail cannot be known by its number.
    boolean mayBeAnyOne = RightAttempt.canHaveCopies() && attempts > 1;
    return pauseMs(mayBeAnyOne ? Math.min(attempt, attempts - 2) : attempt, attempts);
  }

  /**
   * How long to hold the slot: half a second after the first attempt, which mostly went astray
   * because the right host was busy, and what is left of the time spread over the others, each
   * twice as long as the one before. After the last nothing is gained by waiting.
   */
  long pauseMs(int attempt, int attempts) {
    if (attempt + 1 >= attempts) {
      return 0;
    }
    long first = Math.min(FIRST_PAUSE_MS, maxPauseMs);
    if (attempt == 0) {
      return first;
    }
    int others = Math.min(attempts - 2, MAX_DOUBLINGS);
    long parts = (1L << others) - 1;
    return (maxPauseMs - first) * (1L << Math.min(attempt - 1, others - 1)) / parts;
  }
}
