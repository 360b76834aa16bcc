// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a program of a test does in a JVM of its own, one thing after the other. It prints what
 * passed, and ends at the first that did not.
 */
public final class Scenarios {
  private static final String ALL_PASSED = "all scenarios passed";

  private final Map<String, Scenario> scenarios = new LinkedHashMap<>();

  /** Something that throws what goes wrong. */
  public interface Scenario {
    void run() throws Exception;
  }

  /** Adds one to the end. */
  public Scenarios then(String name, Scenario scenario) {
    scenarios.put(name, scenario);
    return this;
  }

  /** Runs all of them. */
  public void run() throws Exception {
    for (Map.Entry<String, Scenario> scenario : scenarios.entrySet()) {
      long startMs = System.currentTimeMillis();
      scenario.getValue().run();
      long took = System.currentTimeMillis() - startMs;
      System.out.println(scenario.getKey() + ": passed after " + took + " ms");
    }
    System.out.println(ALL_PASSED);
  }

  /** Runs a program and ends its process, which the threads of clusters would keep. */
  public static void exitAfter(Scenario program) {
    try {
      program.run();
      System.exit(0);
    } catch (Throwable e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  /** Looks at the process that ran them. */
  public static void requireAllPassed(ChildJvm.Result result) {
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.out()).contains(ALL_PASSED);
  }
}
