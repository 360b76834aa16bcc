// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * One query, asked of several readers in turn: the same answer from each, and the medians of their
 * times side by side.
 */
final class Contest {
  private static final String OURS = "mmap";
  private static final int WARM_UPS = 9;

  /** Long enough for the JIT; who takes so long for one answer needs no more of them. */
  private static final double WARM_UP_SECONDS = 15;

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
    Turns turns = new Turns(WARM_UPS, WARM_UP_SECONDS).add(OURS, ours);
    for (Map.Entry<String, Peer> peer : peers.entrySet()) {
      Object found = peer.getValue().answer.call();
      if (!expected.equals(found)) {
        throw new IllegalStateException(
            query + ": mmap says " + expected + ", " + peer.getKey() + " says " + found);
      }
      turns.add(peer.getKey(), peer.getValue().answer);
    }
    turns.run(repeats);
    boolean reached = true;
    for (Map.Entry<String, Peer> peer : peers.entrySet()) {
      double ratio = turns.median(peer.getKey()) / turns.median(OURS);
      reached &= ratio >= peer.getValue().goal;
      System.out.printf(
          Locale.ROOT,
          "%-22s %-26s %8.3f s %8.3f s %7.1f x %7.1f x  %s%n",
          query,
          peer.getKey(),
          turns.median(peer.getKey()),
          turns.median(OURS),
          ratio,
          peer.getValue().goal,
          ratio >= peer.getValue().goal ? "reached" : "MISSED");
    }
    return reached;
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
}
