// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Asks several contestants the same, one after the other and again from the first, so that whatever
 * else changes on the machine meanwhile changes all of them, and keeps how long each took.
 */
final class Turns {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Who is so slow needs no more answers than these for its median. */
  private static final double SLOW_SECONDS = 10;

  private static final int LEAST_TURNS = 3;

  private final Map<String, Callable<?>> contestants = new LinkedHashMap<>();
  private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
  private final int warmUps;
  private final long warmUpNanos;

  /**
   * @param warmUps how often each answers without counting, for the JIT to settle
   * @param warmUpSeconds after which a contestant needs no more of those
   */
  Turns(int warmUps, double warmUpSeconds) {
    this.warmUps = warmUps;
    this.warmUpNanos = (long) (warmUpSeconds * NANOS_PER_SECOND);
  }

  Turns add(String name, Callable<?> answer) {
    contestants.put(name, answer);
    return this;
  }

  /** Warms up everyone, and then measures everyone in turn. */
  void run(int repeats) throws Exception {
    for (Callable<?> answer : contestants.values()) {
      warmUp(answer);
    }
    for (int i = 0; i < repeats; i++) {
      for (Map.Entry<String, Callable<?>> contestant : contestants.entrySet()) {
        List<Double> own = seconds.computeIfAbsent(contestant.getKey(), name -> new ArrayList<>());
        if (i < LEAST_TURNS || own.stream().mapToDouble(s -> s).sum() < SLOW_SECONDS) {
          own.add(secondsOf(contestant.getValue()));
        }
      }
    }
  }

  private void warmUp(Callable<?> answer) throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < warmUps && System.nanoTime() - start < warmUpNanos; i++) {
      answer.call();
    }
  }

  /** Seconds of each answer of a contestant. */
  List<Double> seconds(String name) {
    return List.copyOf(seconds.get(name));
  }

  /** The median of those seconds. */
  double median(String name) {
    return median(seconds.get(name));
  }

  static double median(List<Double> values) {
    return quantile(values, 0.5);
  }

  static double quantile(List<Double> values, double share) {
    return values.stream().sorted().toList().get((int) (values.size() * share));
  }

  static double secondsOf(Callable<?> answer) throws Exception {
    long start = System.nanoTime();
    answer.call();
    return (System.nanoTime() - start) / NANOS_PER_SECOND;
  }

  static double millisOf(Callable<?> answer) throws Exception {
    return secondsOf(answer) * TimeUnit.SECONDS.toMillis(1);
  }
}
