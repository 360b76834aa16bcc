// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own for what may end a JVM, with the project's classes and nothing else. */
final class ChildJvm {
  /** Names the {@code java} to run; the one that runs the tests by default. */
  private static final String JAVA_PROPERTY = "sparkmmap.test.java";

  private static final long TIMEOUT_SECONDS = 120;

  private ChildJvm() {}

  /** How it ended, with what it wrote to both of its outputs. */
  record Result(int exitCode, String output) {}

  /** Runs a main class in an existing directory, where crash reports are left too. */
  static Result run(Path directory, List<String> options, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(
        System.getProperty(JAVA_PROPERTY, ProcessHandle.current().info().command().orElse("java")));
    command.addAll(List.of("-Xmx256m", "-XX:-CreateCoredumpOnCrash"));
    command.add("--enable-native-access=ALL-UNNAMED"); // as Spark's launcher does
    command.addAll(options);
    command.addAll(List.of("-cp", location(NativeMemory.class) + ":" + location(main)));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(directory, "child", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError(
          command + " hung for " + TIMEOUT_SECONDS + " s\n" + Files.readString(output));
    }
    return new Result(process.exitValue(), Files.readString(output));
  }

  /** Where a class was loaded from: a directory of classes or a jar. */
  static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
