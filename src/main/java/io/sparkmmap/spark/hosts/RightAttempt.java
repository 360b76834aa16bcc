// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.hosts;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.storage.StreamBlockId;
import scala.reflect.ClassTag$;

/**
 * The attempt of a task that runs on the right host, as copies of it elsewhere see it.
 *
 * <p>With {@code spark.speculation} Spark starts a copy of a slow task, always on a host that has
 * no attempt of it yet: for files of one host that is a wrong one. If the copy ended, by an error
 * or with nothing, the error would count as one of the task, and nothing would count as its result.
 * So the copy waits until Spark ends it, which it does once the task is done.
 *
 * <p>The right attempt announces itself by a block of its executor: what the driver knows of blocks
 * any executor can ask, and it forgets those of an executor that is lost. Without speculation
 * nothing is announced or asked.
 */
final class RightAttempt {
  private static final Set<Long> ANNOUNCED = ConcurrentHashMap.newKeySet();
  private static final long POLL_MS = 250;
  private static final long LOOK_MS = 50;

  /** For Spark to end a copy after the right attempt is done. */
  private static final long GRACE_MS = 1000;

  private RightAttempt() {}

  /** Whether this is a task that Spark may start copies of. */
  static boolean canHaveCopies() {
    return TaskContext.get() != null
        && SparkEnv.get().conf().getBoolean("spark.speculation", false);
  }

  /** Announces the task of this thread until it ends. To be called often. */
  static void announce() {
    TaskContext task = TaskContext.get();
    if (!canHaveCopies() || !ANNOUNCED.add(task.taskAttemptId())) {
      return;
    }
    BlockId block = block(task);
    BlockManager blocks = SparkEnv.get().blockManager();
    Long value = task.taskAttemptId();
    blocks.putSingle(
        block, value, StorageLevel.MEMORY_AND_DISK(), true, ClassTag$.MODULE$.apply(Long.class));
    task.addTaskCompletionListener(
        ended -> {
          ANNOUNCED.remove(ended.taskAttemptId());
          blocks.removeBlock(block, true);
        });
  }

  /**
   * Holds the slot of a task that is on a wrong host: for some time, or until it is ended where it
   * is a copy.
   *
   * @param pauseMs how long to wait if no attempt runs on the right host
   * @throws TaskKilledException if it is ended, or was of no use any more; Spark counts that as no
   *     failure
   */
  static void await(long pauseMs) {
    TaskContext task = TaskContext.get();
    if (!canHaveCopies()) {
      sleep(task, pauseMs);
      return;
    }
    long startNanos = System.nanoTime();
    while (!isRunning(task)) {
      long leftMs = pauseMs - (System.nanoTime() - startNanos) / 1_000_000;
      if (leftMs <= 0) {
        return;
      }
      sleep(task, Math.min(leftMs, POLL_MS));
    }
    while (isRunning(task)) {
      sleep(task, POLL_MS);
    }
    sleep(task, GRACE_MS);
    throw new TaskKilledException("its files are read on their host by another attempt");
  }

  private static boolean isRunning(TaskContext task) {
    return SparkEnv.get().blockManager().master().getLocations(block(task)).nonEmpty();
  }

  /** One for all attempts of a task. Nobody else has blocks of streams with such numbers. */
  private static BlockId block(TaskContext task) {
    return new StreamBlockId(
        task.stageId(), (long) task.stageAttemptNumber() << Integer.SIZE | task.partitionId());
  }

  private static void sleep(TaskContext task, long ms) {
    long endNanos = System.nanoTime() + ms * 1_000_000;
    for (long left = ms; left > 0; left = (endNanos - System.nanoTime()) / 1_000_000) {
      try {
        Thread.sleep(Math.min(left, LOOK_MS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TaskKilledException("interrupted while it held the slot of a wrong host");
      }
      if (task != null && task.isInterrupted()) {
        throw new TaskKilledException("ended while it held the slot of a wrong host");
      }
    }
  }
}
