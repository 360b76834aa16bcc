// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;

/** A job that is cancelled as soon as a task of it runs. */
final class CancelledJob extends SparkListener {
  private static final String GROUP = "to be cancelled";

  /** For a machine that does many other things; the whole job takes longer. */
  private static final long MOST_MS = 5_000;

  private final SparkContext context;
  private final CountDownLatch started = new CountDownLatch(1);
  private final AtomicInteger running = new AtomicInteger();

  private CancelledJob(SparkContext context) {
    this.context = context;
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    running.incrementAndGet();
    started.countDown();
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    running.decrementAndGet();
  }

  /**
   * Starts a job and cancels it, and requires that its tasks end soon.
   *
   * @param interrupts whether Spark interrupts the threads of the tasks as well
   */
  static void requireEnd(SparkSession spark, boolean interrupts, Runnable action)
      throws InterruptedException {
    SparkContext context = spark.sparkContext();
    CancelledJob job = new CancelledJob(context);
    context.addSparkListener(job);
    try {
      job.run(spark, interrupts, action);
    } finally {
      context.removeSparkListener(job);
    }
  }

  private void run(SparkSession spark, boolean interrupts, Runnable action)
      throws InterruptedException {
    CompletableFuture<Throwable> failure =
        CompletableFuture.supplyAsync(
            () -> {
              SparkSession.setActiveSession(spark);
              context.setJobGroup(GROUP, "", interrupts);
              try {
                action.run();
                return null;
              } catch (Throwable e) { // Spark throws checked ones without saying so
                return e;
              } finally {
                context.clearJobGroup();
              }
            });
    assertThat(started.await(1, TimeUnit.MINUTES)).as("a task was started").isTrue();
    context.cancelJobGroup(GROUP);
    long startNanos = System.nanoTime();
    long ms = 0;
    while (running.get() > 0 && ms < 10 * MOST_MS) {
      Thread.sleep(10);
      ms = (System.nanoTime() - startNanos) / 1_000_000;
    }
    assertThat(failure.join()).as("the cancelled action").isNotNull();
    assertThat(ms).as("milliseconds from the cancel to the end of the tasks").isLessThan(MOST_MS);
  }
}
