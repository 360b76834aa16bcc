// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import io.sparkmmap.process.Jdk;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Where and how often the cases of the fault matrix are run: on the JDK that runs the tests mapped
 * in full, and less often where files are read and on the other JDKs that are installed.
 *
 * <p>The system property {@code sparkmmap.faults.factor} multiplies what is repeated at random, and
 * {@code sparkmmap.seed} replays a run.
 */
final class FaultRuns {
  private static final int FACTOR = Integer.getInteger("sparkmmap.faults.factor", 1);

  private FaultRuns() {}

  /** Each JDK in each mode. */
  static List<Arguments> all() throws IOException {
    return Jdk.installed().stream()
        .flatMap(jdk -> Stream.of(Mode.values()).map(mode -> Arguments.of(jdk, mode)))
        .toList();
  }

  /** By what to divide the number of repeats: 1 where everything is run, and that is mapped. */
  static int share(Jdk jdk, Mode mode) {
    if (jdk.feature() != Jdk.running().feature()) {
      return 4;
    }
    return mode == Mode.MAPPED ? 1 : 2;
  }

  /**
   * How often to repeat something.
   *
   * @param usual without the property
   */
  static int repeats(int usual) {
    return usual * FACTOR;
  }

  static long seed() {
    return Long.getLong("sparkmmap.seed", System.nanoTime());
  }
}
