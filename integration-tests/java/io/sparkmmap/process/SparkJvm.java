// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** JVMs of their own with what Spark's launcher would give them, and what the build resolved. */
public final class SparkJvm {
  /** The directory of the build, which holds the class path, the JVM options and the jar. */
  public static final Path BUILD =
      Path.of(System.getProperty("sparkmmap.build", "target")).toAbsolutePath();

  /** The directory of the project. */
  public static final Path PROJECT = Path.of(System.getProperty("sparkmmap.project", "."));

  private SparkJvm() {}

  /** The library's jar. */
  public static Path jar() {
    return Path.of(System.getProperty("sparkmmap.jar"));
  }

  /**
   * A JVM that knows the library, the tests and Spark, and from which Spark starts the executors of
   * a {@code local-cluster}. Those need {@link #libraryAndTests()} as {@code
   * spark.executor.extraClassPath}.
   */
  public static ChildJvm withTests(Path directory) throws IOException {
    return withSpark(directory)
        .options("-Dsparkmmap.build=" + BUILD)
        .classPath(libraryAndTests() + File.pathSeparator + home() + "/jars/*");
  }

  /**
   * A JVM like {@link #withTests} that can start an HDFS in itself, with short-circuit reads by
   * Hadoop's native library.
   */
  public static ChildJvm withHdfs(Path directory) throws IOException {
    Path hadoop = BUILD.resolve("hadoop-native");
    String platform = "Linux-" + System.getProperty("os.arch");
    String miniCluster = Files.readString(BUILD.resolve("minicluster-classpath.txt")).trim();
    return withTests(directory)
        .shortLived()
        .options("-Djava.library.path=" + hadoop.resolve("nativelib").resolve(platform))
        .classPath(
            String.join(
                File.pathSeparator,
                hadoop.toString(), // ahead of the classes of the same names
                libraryAndTests(),
                home() + "/jars/*",
                miniCluster));
  }

  /**
   * A JVM that can start a YARN and an HDFS in itself, and whose containers know what it knows: the
   * library's jar, the tests and Hadoop, but not Spark.
   */
  public static ChildJvm withYarn(Path directory) throws IOException {
    return ChildJvm.in(directory)
        .shortLived()
        .options("@" + BUILD.resolve("spark.jvm.options"), "-Xmx512m")
        .classPath(
            String.join(
                File.pathSeparator,
                jar().toString(),
                BUILD.resolve("test-classes").toString(),
                Files.readString(BUILD.resolve("yarn-classpath.txt")).trim()))
        .timeoutSeconds(600);
  }

  /** Runs a main class of the examples, on two cores unless it says otherwise. */
  public static ChildJvm.Result example(Path directory, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    return withSpark(directory)
        .shortLived()
        .options("-Dspark.master=local[2]", "-Dspark.ui.enabled=false")
        .classPath(examplesClassPath())
        .run(main, arguments);
  }

  /** A class path of the library's jar, the examples and Spark. */
  public static String examplesClassPath() throws IOException {
    return jar() + File.pathSeparator + BUILD.resolve("test-classes") + ":" + sparkClassPath();
  }

  /** The library and the tests, as a class path of directories. */
  public static String libraryAndTests() {
    return BUILD.resolve("classes") + File.pathSeparator + BUILD.resolve("test-classes");
  }

  /** Runs {@code spark-submit} in a JVM that knows Spark's jars and nothing of the library. */
  public static ChildJvm.Result submit(Path directory, String... arguments)
      throws IOException, InterruptedException {
    return withSpark(directory)
        .shortLived()
        .classPath(home() + "/jars/*")
        .run("org.apache.spark.deploy.SparkSubmit", arguments);
  }

  private static ChildJvm withSpark(Path directory) throws IOException {
    return ChildJvm.in(directory)
        .options("@" + BUILD.resolve("spark.jvm.options"), "-Xmx1g")
        .environment("SPARK_HOME", home().toString())
        .environment("SPARK_SCALA_VERSION", "2.13") // nothing to guess it from
        .environment("SPARK_LOCAL_IP", "127.0.0.1")
        .timeoutSeconds(600);
  }

  private static String sparkClassPath() throws IOException {
    return Files.readString(BUILD.resolve("classpath.txt")).trim();
  }

  /** A folder that Spark takes for its home: links to the jars that the build resolved. */
  private static synchronized Path home() throws IOException {
    Path jars = Files.createDirectories(BUILD.resolve("spark-home/jars"));
    for (String entry : sparkClassPath().split(File.pathSeparator, -1)) {
      Path link = jars.resolve(Path.of(entry).getFileName());
      if (!Files.exists(link)) {
        Files.deleteIfExists(link); // one that leads nowhere any more
        Files.createSymbolicLink(link, Path.of(entry));
      }
    }
    return jars.getParent();
  }
}
