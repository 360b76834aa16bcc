// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.process;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.sparkmmap.core.source.RegionSources;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JVM of its own, for what may end a JVM or needs another one. Set up by calls that return this,
 * and then run, as often as wanted.
 *
 * <p>Without more it is the running JDK with a heap of 256 MiB, knows the library and the tests and
 * nothing else, and inherits the environment but for the variables of Spark.
 */
public final class ChildJvm {
  /** Names the {@code java} to run instead of the running one. */
  private static final String JAVA_PROPERTY = "sparkmmap.test.java";

  /** Options where a better compiler or collector costs more than it saves. */
  public static final List<String> SHORT_LIVED =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final Path directory;
  private final List<String> prefix = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private String java =
      System.getProperty(JAVA_PROPERTY, Jdk.running().java().toAbsolutePath().toString());
  private String classPath = location(RegionSources.class) + ":" + location(ChildJvm.class);
  private long timeoutSeconds = 300;

  private ChildJvm(Path directory) {
    this.directory = directory;
  }

  /**
   * How it ended, with what it wrote.
   *
   * @param exitCode 128 and the signal's number, if a signal ended it
   */
  public record Result(int exitCode, String out, String err) {
    /** Both outputs, that of errors first. */
    public String output() {
      return err + out;
    }
  }

  /**
   * A JVM that runs in an existing directory, where what it writes and crash reports ({@code
   * hs_err_pid*.log}) are left.
   */
  public static ChildJvm in(Path directory) {
    return new ChildJvm(directory);
  }

  /** Runs another JDK. */
  public ChildJvm on(Jdk jdk) {
    java = jdk.java().toString();
    return this;
  }

  /** Runs it by way of a command, such as {@code prlimit --nofile=64}, that ends as it ends. */
  public ChildJvm behind(String... command) {
    prefix.addAll(List.of(command));
    return this;
  }

  /** Adds options of the JVM; later ones go before earlier ones. */
  public ChildJvm options(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  /** Adds {@link #SHORT_LIVED}. */
  public ChildJvm shortLived() {
    options.addAll(SHORT_LIVED);
    return this;
  }

  /** Sets a variable of the environment. */
  public ChildJvm environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Takes another class path. */
  public ChildJvm classPath(String entries) {
    classPath = entries;
    return this;
  }

  /** For how long it may run; five minutes unless it is said. */
  public ChildJvm timeoutSeconds(long seconds) {
    timeoutSeconds = seconds;
    return this;
  }

  /**
   * Runs a main class to its end.
   *
   * @throws AssertionError with the stacks of its threads, if it does not end in time: it and what
   *     it started are killed
   */
  public Result run(Class<?> main, String... arguments) throws IOException, InterruptedException {
    return run(main.getName(), arguments);
  }

  /** Like {@link #run(Class, String...)}, for a class that this JVM does not know. */
  public Result run(String main, String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile(directory, "out", ".txt");
    Path err = Files.createTempFile(directory, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command(main, arguments))
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(timeoutSeconds, SECONDS)) {
      printThreads(process);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      throw new AssertionError(
          main
              + " "
              + List.of(arguments)
              + " hung for "
              + timeoutSeconds
              + " s\n"
              + Files.readString(err)
              + Files.readString(out));
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Has a JVM print the stacks of its threads to its output. */
  private static void printThreads(Process process) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-QUIT", "" + process.pid()).inheritIO().start().waitFor();
    process.waitFor(5, SECONDS); // time to print them
  }

  private List<String> command(String main, String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(java);
    command.addAll(List.of("-Xmx256m", "-XX:-CreateCoredumpOnCrash"));
    command.add("--enable-native-access=ALL-UNNAMED"); // as Spark's launcher does
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Where a class was loaded from: a directory of classes or a jar. */
  public static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
