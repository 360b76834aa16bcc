// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guard without a JVM, under sanitizers that a JVM does not run under: {@code
 * src/test/c/guard_stress.c}. {@code test_native_library.py} runs it under valgrind.
 */
class NativeSanitizersTest {
  private static final Path SOURCE =
      Path.of(System.getProperty("sparkmmap.project", "."), "src/test/c/guard_stress.c");

  @TempDir Path folder;

  @Test
  void addressAndUndefinedBehaviourSanitizersFindNothing() throws Exception {
    Path program = compiled("-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all");
    assertSurvives("env", "ASAN_OPTIONS=handle_sigbus=0", program.toString(), "500");
  }

  private void assertSurvives(String... command) throws Exception {
    Result result = run(command);
    assertThat(result.output).endsWith("survived\n");
    assertThat(result.exitCode).as(result.output).isZero();
  }

  private Path compiled(String... options) throws Exception {
    Path headers = Path.of(System.getProperty("java.home"), "include");
    need(Files.exists(headers.resolve("linux/jni_md.h")), "JNI headers for Linux");
    Path program = folder.resolve("guard_stress");
    List<String> command = new ArrayList<>(List.of("gcc", "-std=gnu11", "-g", "-Wall", "-Wextra"));
    command.addAll(List.of(options));
    command.addAll(List.of("-I", headers.toString(), "-I", headers.resolve("linux").toString()));
    command.addAll(List.of(SOURCE.toString(), "-o", program.toString(), "-lpthread"));
    Result result = run(command.toArray(String[]::new));
    need(result.exitCode == 0, "gcc, or none with this: " + result.output);
    return program;
  }

  /** Continuous integration has to have it; elsewhere the test is left out without it. */
  private static void need(boolean condition, String what) {
    assertThat(condition || System.getenv("CI") == null).as("CI has no " + what).isTrue();
    assumeTrue(condition, "there is no " + what);
  }

  private record Result(int exitCode, String output) {}

  private Result run(String... command) throws InterruptedException, IOException {
    Path output = folder.resolve("output");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      assertThat(process.waitFor(5, MINUTES)).as(String.join(" ", command)).isTrue();
      return new Result(process.exitValue(), Files.readString(output));
    } catch (IOException e) {
      return new Result(-1, e.toString()); // it is not installed
    }
  }
}
