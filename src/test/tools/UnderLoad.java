// SPDX-License-Identifier: Apache-2.0

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Runs test classes again and again in one JVM while every core is busy with something else, and
 * counts the rounds that passed. Started by {@code src/test/run-under-load}.
 */
public final class UnderLoad {
  private UnderLoad() {}

  /**
   * Ends with 1 if a test of any round failed.
   *
   * @param args how many rounds, and the classes
   */
  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[0]);
    List<Process> load = new ArrayList<>();
    boolean passed = true;
    try {
      for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
        load.add(new ProcessBuilder("yes").redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
      }
      for (int i = 1; i < args.length; i++) {
        passed &= passes(args[i], rounds);
      }
    } finally {
      load.forEach(Process::destroy);
    }
    System.exit(passed ? 0 : 1);
  }

  private static boolean passes(String name, int rounds) {
    Launcher launcher = LauncherFactory.create();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(name)).build();
    long start = System.nanoTime();
    int passed = 0;
    long tests = 0;
    for (int round = 1; round <= rounds; round++) {
      SummaryGeneratingListener listener = new SummaryGeneratingListener();
      launcher.execute(request, listener);
      var summary = listener.getSummary();
      tests += summary.getTestsSucceededCount();
      if (summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > 0) {
        passed++;
      } else {
        for (var failure : summary.getFailures()) {
          System.out.println(
              "round " + round + ", " + failure.getTestIdentifier().getDisplayName());
          failure.getException().printStackTrace(System.out);
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %d of %d rounds passed, %d tests, %.0f s%n",
        name,
        passed,
        rounds,
        tests,
        (System.nanoTime() - start) / 1e9);
    return passed == rounds;
  }
}
