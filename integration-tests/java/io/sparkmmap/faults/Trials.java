// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.process.ChildJvm;
import io.sparkmmap.process.Jdk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Repeats of cases of the fault matrix in a child JVM, reported to the test that started it by what
 * the child prints: a line before each and one after it, so that one that ends the JVM is seen.
 */
final class Trials {
  private static final String BEGIN = "TRIAL\t";
  private static final String SURVIVED = "SURVIVED";
  private static final String DONE = "ALL TRIALS DONE";

  private Trials() {}

  /** What is done in a trial; throws whatever shows that it was not survived. */
  interface Body {
    void run() throws Exception;
  }

  /** In the child: runs one repeat of a case, and goes on after a failure. */
  @SuppressWarnings("CatchAndPrintStackTrace") // that is how the test gets to know of it
  static void attempt(int number, String description, Body body) {
    System.out.println(BEGIN + number + "\t" + description);
    try {
      body.run();
      System.out.println(SURVIVED);
    } catch (Exception | AssertionError e) {
      e.printStackTrace(System.out);
    }
  }

  /** In the child: says that it came to its end. */
  static void done() {
    System.out.println(DONE);
  }

  /**
   * In the test: adds what the child did to the matrix, and fails unless all of it was survived.
   *
   * @param mode as in {@link FaultMatrix.Row}
   */
  static void record(Class<?> test, Jdk jdk, Mode mode, ChildJvm.Result result) throws IOException {
    Map<String, int[]> counts = new LinkedHashMap<>();
    List<String> lost = new ArrayList<>();
    String current = null;
    for (String line : result.out().lines().toList()) {
      if (line.startsWith(BEGIN)) {
        if (current != null) {
          lost.add(current);
        }
        current = line.substring(BEGIN.length());
        counts.computeIfAbsent(current, key -> new int[2])[1]++;
      } else if (line.equals(SURVIVED)) {
        counts.get(current)[0]++;
        current = null;
      }
    }
    if (current != null) {
      lost.add(current);
    }
    for (Map.Entry<String, int[]> count : counts.entrySet()) {
      String[] key = count.getKey().split("\t", 2);
      FaultMatrix.add(
          test,
          new FaultMatrix.Row(
              Integer.parseInt(key[0]),
              key[1],
              jdk.feature(),
              mode.label(),
              count.getValue()[0],
              count.getValue()[1]));
    }
    String what = jdk + ", " + mode.label() + "\n" + result.output();
    assertThat(result.exitCode()).as(what).isZero();
    assertThat(lost).as(what).isEmpty();
    assertThat(counts).as(what).isNotEmpty();
    assertThat(result.out()).as(what).contains(DONE);
  }
}
