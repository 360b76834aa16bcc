// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own for a main class of the tests, with what Spark needs to start executors from it:
 * a folder of jars as {@code SPARK_HOME}, made of links to the jars that the build resolved.
 */
final class ClusterJvm {
  private static final Path BUILD = Path.of(System.getProperty("sparkmmap.build", "target"));

  private ClusterJvm() {}

  /**
   * Runs a main class to its end.
   *
   * @param work an empty folder for what the cluster writes
   * @return what it printed, both streams together
   * @throws IOException if it does not end well within five minutes; the output is in the message
   */
  static String run(Path work, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    Path output = work.resolve("output");
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.add("-Xmx768m");
    command.add("-Dsparkmmap.build=" + BUILD.toAbsolutePath());
    command.add("@" + BUILD.resolve("spark.jvm.options").toAbsolutePath());
    command.addAll(
        List.of("-cp", classPath() + File.pathSeparator + sparkHome() + "/jars/*", main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("SPARK_HOME", sparkHome().toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process process = builder.directory(work.toFile()).start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    String printed = Files.readString(output);
    if (!ended || process.exitValue() != 0) {
      throw new IOException(
          (ended ? "ended with " + process.exitValue() : "did not end") + ":\n" + printed);
    }
    return printed;
  }

  /** The library and the tests, as directories: what executors must have beside Spark. */
  static String classPath() {
    return BUILD.resolve("classes").toAbsolutePath()
        + File.pathSeparator
        + BUILD.resolve("test-classes").toAbsolutePath();
  }

  private static Path sparkHome() throws IOException {
    Path jars = Files.createDirectories(BUILD.resolve("spark-home/jars").toAbsolutePath());
    String resolved = Files.readString(BUILD.resolve("classpath.txt")).trim();
    for (String jar : resolved.split(File.pathSeparator, -1)) {
      Path target = Path.of(jar);
      Path link = jars.resolve(target.getFileName());
      if (!Files.isSymbolicLink(link)) {
        Files.createSymbolicLink(link, target);
      }
    }
    return jars.getParent();
  }
}
