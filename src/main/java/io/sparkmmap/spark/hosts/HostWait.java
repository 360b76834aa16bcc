// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.hosts;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.sparkmmap.core.Excerpt;
import io.sparkmmap.core.NearNames;
import io.sparkmmap.core.placement.Host;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for hosts to have a live executor, for so long in all. For one thread. */
public final class HostWait {
  private static final Logger LOG = LoggerFactory.getLogger(HostWait.class);
  private static final long POLL_MS = 50;

  /** For how long no executor has to come before it is taken that all are there. */
  private static final long SETTLED_MS = 1000;

  private final SparkContext context;
  private final long waitMs;
  private final long startNanos = System.nanoTime();
  private boolean warned;

  /**
   * Starts the clock.
   *
   * @param waitMs how long to wait in all, in milliseconds
   */
  public HostWait(SparkContext context, long waitMs) {
    this.context = context;
    this.waitMs = waitMs;
  }

  /**
   * Waits until each host has an executor.
   *
   * @throws IOException if the time is over, naming the hosts that have none, and those that have
   */
  LiveHosts await(List<Host> wanted) throws IOException {
    while (true) {
      LiveHosts live = LiveHosts.of(context);
      List<Host> missing = wanted.stream().filter(host -> live.namesOf(host).isEmpty()).toList();
      if (missing.isEmpty()) {
        return live;
      }
      if (isOver()) {
        throw new IOException(missingMessage(missing, live));
      }
      warnOnce("waiting up to {} ms for executors on {}", waitMs, Excerpt.of(missing));
      sleep(POLL_MS);
    }
  }

  /**
   * Waits until the executors that the settings ask for are there and no more are coming, or the
   * time is over.
   *
   * @throws IOException if there is none by then
   */
  public List<Host> awaitAll() throws IOException {
    int expected = expectedExecutors(context.getConf());
    long quietSince = System.nanoTime();
    LiveHosts before = LiveHosts.of(context);
    while (true) {
      LiveHosts live = LiveHosts.of(context);
      if (!live.equals(before)) {
        before = live;
        quietSince = System.nanoTime();
      }
      boolean started = System.currentTimeMillis() - context.startTime() > waitMs;
      boolean quiet = started || context.isLocal() || elapsedMs(quietSince) >= SETTLED_MS;
      if (live.count() >= expected && quiet) {
        return live.names().stream().map(Host::of).toList();
      }
      if (isOver()) {
        return settledFor(live, expected);
      }
      warnOnce("waiting up to {} ms for {} executors and more", waitMs, expected);
      sleep(POLL_MS);
    }
  }

  private List<Host> settledFor(LiveHosts live, int expected) throws IOException {
    if (live.count() == 0) {
      throw new IOException(
          "hosts=* found no executor within hostWaitMs=" + waitMs + "; see the master's log");
    }
    LOG.warn(
        "hosts=* reads the files of {} only, since {} of the {} executors asked for are there",
        live.names(),
        live.count(),
        expected);
    return live.names().stream().map(Host::of).toList();
  }

  /** How many executors an application is to get, as far as its settings say. */
  private static int expectedExecutors(SparkConf conf) {
    if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
      return Math.max(1, conf.getInt("spark.dynamicAllocation.minExecutors", 1));
    }
    int cores = conf.getInt("spark.cores.max", 0);
    int coresEach = conf.getInt("spark.executor.cores", 0);
    int byCores = cores > 0 && coresEach > 0 ? cores / coresEach : 1;
    return Math.max(1, conf.getInt("spark.executor.instances", byCores));
  }

  private String missingMessage(List<Host> missing, LiveHosts live) {
    String hints =
        Excerpt.first(missing).stream()
            .map(host -> hint(host, live.names()))
            .distinct()
            .collect(Collectors.joining(" "));
    return "no live executor on "
        + (missing.size() > 1 ? missing.size() + " hosts: " : "")
        + Excerpt.of(missing)
        + " after hostWaitMs="
        + waitMs
        + ", so files that lie there cannot be read; Spark has executors on ["
        + Excerpt.of(live.names())
        + "]; start workers on the missing hosts, or write their names as Spark does, or name them"
        + " by the aliases of a manifest. "
        + hints;
  }

  private static String hint(Host host, List<String> live) {
    String name = host.name();
    List<String> longer =
        live.stream()
            .filter(other -> other.startsWith(name + ".") || name.startsWith(other + "."))
            .toList();
    List<String> near = longer.isEmpty() ? NearNames.near(name, live) : longer;
    return near.isEmpty()
        ? ""
        : name + ": did you mean " + String.join(" or ", Excerpt.first(near)) + "?";
  }

  boolean isOver() {
    return elapsedMs(startNanos) >= waitMs;
  }

  private static long elapsedMs(long sinceNanos) {
    return NANOSECONDS.toMillis(System.nanoTime() - sinceNanos);
  }

  /** Says one thing, for a user who wonders why nothing happens; shells show warnings only. */
  void warnOnce(String message, Object... values) {
    if (!warned) {
      warned = true;
      LOG.warn(message, values);
    }
  }

  static void sleep(long ms) throws InterruptedIOException {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the hosts of files");
    }
  }
}
