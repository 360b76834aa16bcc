// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.examples;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A JVM of its own with what Spark's launcher would give it, for programs that have a main method
 * and for {@code spark-submit}.
 */
final class SparkJvm {
  /** The directory of the build, which holds the class path, the JVM options and the jar. */
  static final Path BUILD = Path.of(System.getProperty("sparkmmap.build", "target"));

  static final Path PROJECT = Path.of(System.getProperty("sparkmmap.project", "."));

  private static final long TIMEOUT_SECONDS = 240;

  private SparkJvm() {}

  /** How it ended, with what it wrote. */
  record Result(int exitCode, String out, String err) {
    /** The lines of a table that {@code show()} printed, without blanks. */
    List<String> tableLines() {
      return out.lines()
          .filter(line -> line.startsWith("|"))
          .map(line -> line.replace(" ", ""))
          .toList();
    }
  }

  /** The library's jar. */
  static Path jar() {
    return Path.of(System.getProperty("sparkmmap.jar"));
  }

  /** A class path of the library's jar, the examples and Spark. */
  static String examplesClassPath() throws IOException {
    return jar() + File.pathSeparator + BUILD.resolve("test-classes") + ":" + sparkClassPath();
  }

  private static String sparkClassPath() throws IOException {
    return Files.readString(BUILD.resolve("classpath.txt")).trim();
  }

  /**
   * Runs {@code spark-submit} in a JVM that knows Spark's jars and nothing of the library.
   *
   * @param directory an existing one to run in
   */
  static Result submit(Path directory, String... arguments)
      throws IOException, InterruptedException {
    Path home = Files.createDirectories(BUILD.resolve("spark-home"));
    Path jars = Files.createDirectories(home.resolve("jars"));
    for (String entry : sparkClassPath().split(File.pathSeparator, -1)) {
      Path link = jars.resolve(Path.of(entry).getFileName());
      if (!Files.exists(link)) {
        Files.createSymbolicLink(link, Path.of(entry));
      }
    }
    return run(
        directory,
        Map.of("SPARK_HOME", home.toString()),
        List.of(),
        jars + "/*",
        "org.apache.spark.deploy.SparkSubmit",
        arguments);
  }

  /** Runs a main class of the examples, on two cores unless it says otherwise. */
  static Result example(Path directory, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    return run(
        directory,
        Map.of(),
        List.of("-Dspark.master=local[2]", "-Dspark.ui.enabled=false"),
        examplesClassPath(),
        main.getName(),
        arguments);
  }

  private static Result run(
      Path directory,
      Map<String, String> environment,
      List<String> options,
      String classPath,
      String main,
      String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("@" + BUILD.resolve("spark.jvm.options"));
    command.add("-Xmx1g");
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(directory, "out", ".txt");
    Path err = Files.createTempFile(directory, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().putAll(environment);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_SCALA_VERSION", "2.13"); // nothing to guess it from
    Process process = builder.start();
    if (!process.waitFor(TIMEOUT_SECONDS, SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      throw new AssertionError(
          main + " hung for " + TIMEOUT_SECONDS + " s\n" + Files.readString(err));
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
