// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * One query, asked of several readers in turn: the same answer from each, and the medians of their
 * times beside each other.
 */
final class Contest {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int WARM_UPS = 10;

  /** Long enough for the JIT; who takes so long for one answer needs no more of them. */
  private static final long WARM_UP_NANOS = 15_000_000_000L;

  private final String query;
  private final Callable<?> ours;
  private final Map<String, Peer> peers = new LinkedHashMap<>();

  private record Peer(Callable<?> answer, double goal) {}

  Contest(String query, Callable<?> ours) {
    this.query = query;
    this.ours = ours;
  }

  /**
   * Adds a peer.
   *
   * @param goal how many times its time ours should be at least
   */
  Contest against(String name, double goal, Callable<?> answer) {
    peers.put(name, new Peer(answer, goal));
    return this;
  }

  /**
   * Runs everyone a few times without counting, for the JIT to settle, then in turn, and prints a
   * line for each peer.
   *
   * @return whether all goals were reached
   */
  boolean run(int repeats) throws Exception {
    Object expected = ours.call();
    for (Map.Entry<String, Peer> peer : peers.entrySet()) {
      Object found = peer.getValue().answer.call();
      if (!expected.equals(found)) {
        throw new IllegalStateException(
            query + ": mmap says " + expected + ", " + peer.getKey() + " says " + found);
      }
    }
    warmUp(ours);
    for (Peer peer : peers.values()) {
      warmUp(peer.answer);
    }
    List<Double> ourSeconds = new ArrayList<>();
    Map<String, List<Double>> peerSeconds = new LinkedHashMap<>();
    for (int i = 0; i < repeats; i++) {
      ourSeconds.add(secondsOf(ours));
      for (Map.Entry<String, Peer> peer : peers.entrySet()) {
        peerSeconds
            .computeIfAbsent(peer.getKey(), name -> new ArrayList<>())
            .add(secondsOf(peer.getValue().answer));
      }
    }
    boolean reached = true;
    for (Map.Entry<String, Peer> peer : peers.entrySet()) {
      double ratio = median(peerSeconds.get(peer.getKey())) / median(ourSeconds);
      reached &= ratio >= peer.getValue().goal;
      System.out.printf(
          Locale.ROOT,
          "%-22s %-26s %8.3f s %8.3f s %7.1f x %7.1f x  %s%n",
          query,
          peer.getKey(),
          median(peerSeconds.get(peer.getKey())),
          median(ourSeconds),
          ratio,
          peer.getValue().goal,
          ratio >= peer.getValue().goal ? "reached" : "MISSED");
    }
    return reached;
  }

  private static void warmUp(Callable<?> answer) throws Exception {
    long start = System.nanoTime();
    for (int i = 1; i < WARM_UPS && System.nanoTime() - start < WARM_UP_NANOS; i++) {
      answer.call();
    }
  }

  static void printHead() {
    System.out.printf(
        Locale.ROOT,
        "%-22s %-26s %10s %10s %9s %9s%n",
        "query",
        "peer",
        "peer",
        "mmap",
        "ratio",
        "goal");
  }

  private static double secondsOf(Callable<?> answer) throws Exception {
    long start = System.nanoTime();
    answer.call();
    return (System.nanoTime() - start) / NANOS_PER_SECOND;
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
