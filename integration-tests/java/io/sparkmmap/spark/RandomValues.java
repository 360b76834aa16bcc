// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import java.util.List;
import java.util.Random;

/** Values among which are those at which comparisons and sums go wrong. */
public final class RandomValues {
  private static final long[] LONGS = {0, 1, -1, 7, 100, 127, 1L << 15, 1L << 31, Long.MAX_VALUE};

  /** Short, empty, of two bytes a letter, and alike but for their case. */
  public static final List<String> NAMES = List.of("", "a", "ab", "b", "ä", "zz", "A");

  private static final double[] DOUBLES = {
    0.0, -0.0, Double.NaN, 1.5, -2.5, 3, 1e9, -1e9, 0.5, Double.POSITIVE_INFINITY
  };

  private final Random random;

  RandomValues(Random random) {
    this.random = random;
  }

  /** Where everything else of this comes from. */
  public Random random() {
    return random;
  }

  public long anyLong() {
    return LONGS[random.nextInt(LONGS.length)];
  }

  public double anyDouble() {
    return DOUBLES[random.nextInt(random.nextInt(20) == 0 ? DOUBLES.length : DOUBLES.length - 1)];
  }

  public String anyName() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }
}
