// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.process.ChildJvm;
import io.sparkmmap.process.SparkJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** What is published: the jars, the POM, and how a cluster takes them. */
class PackagingIT {
  private static final String ARTIFACT = "spark-mmap_2.13";
  private static final Path CONSUMER_POM = SparkJvm.BUILD.resolve("consumer-pom.xml");

  @TempDir Path folder;

  @Test
  void theJarHoldsTheLibraryAndNothingElse() throws IOException {
    try (JarFile jar = new JarFile(SparkJvm.jar().toFile())) {
      List<String> files =
          jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList();
      assertThat(files)
          .contains(
              "META-INF/LICENSE",
              "META-INF/NOTICE",
              "META-INF/services/org.apache.spark.sql.sources.DataSourceRegister",
              "io/sparkmmap/spark/MmapDataSource.class",
              "io/sparkmmap/core/os/linux-x86_64/libsparkmmap.so",
              "io/sparkmmap/core/os/linux-aarch64/libsparkmmap.so")
          .allMatch(
              name ->
                  name.matches("io/sparkmmap/(core|dfs|hadoop|spark|tool)/.+\\.(class|so)")
                      || name.matches("io/sparkmmap/shaded/picocli/CommandLine(\\$.+)?\\.class")
                      || name.matches("META-INF/(MANIFEST\\.MF|LICENSE|NOTICE)")
                      || name.startsWith("META-INF/services/")
                      || name.startsWith("META-INF/maven/io.sparkmmap/" + ARTIFACT + "/"))
          .noneMatch(name -> name.matches(".*(Test|IT)(\\$.*)?\\.class"));
      assertThat(namesOfClasses(jar)).doesNotContain("Lpicocli/").contains("Lio/sparkmmap/shaded/");
      assertThat(content(jar, "META-INF/LICENSE")).contains("Apache License");
      assertThat(content(jar, "META-INF/maven/io.sparkmmap/" + ARTIFACT + "/pom.xml"))
          .doesNotContain("<dependency>");
    }
  }

  /** The constants of all classes of the tool, among which the names of other classes are. */
  private static String namesOfClasses(JarFile jar) throws IOException {
    StringBuilder names = new StringBuilder();
    for (ZipEntry entry : Collections.list(jar.entries())) {
      if (entry.getName().matches("io/sparkmmap/(tool|shaded)/.+\\.class")) {
        names.append(new String(jar.getInputStream(entry).readAllBytes(), ISO_8859_1));
      }
    }
    return names.toString();
  }

  @Test
  void theSourcesAndTheJavadocAreThere() throws IOException {
    try (JarFile sources = new JarFile(sibling("-sources.jar"));
        JarFile javadoc = new JarFile(sibling("-javadoc.jar"))) {
      assertThat(sources.getEntry("io/sparkmmap/spark/MmapDataSource.java")).isNotNull();
      assertThat(javadoc.getEntry("io/sparkmmap/spark/MmapDataSource.html")).isNotNull();
    }
  }

  @Test
  void thePomOfConsumersHasNoDependencies() throws Exception {
    Element pom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(CONSUMER_POM.toFile())
            .getDocumentElement();
    assertThat(text(pom, "groupId")).isEqualTo("io.sparkmmap");
    assertThat(text(pom, "artifactId")).isEqualTo(ARTIFACT);
    assertThat(text(pom, "version")).isEqualTo(version());
    assertThat(text((Element) pom.getElementsByTagName("license").item(0), "name"))
        .isEqualTo("Apache-2.0");
    for (String unwanted : List.of("dependency", "parent", "repository", "build")) {
      assertThat(pom.getElementsByTagName(unwanted).getLength()).as(unwanted).isZero();
    }
  }

  @Test
  void executorsOfAClusterTakeTheJarByTheOptionJars() throws Exception {
    Path log = log();
    ChildJvm.Result result =
        SparkJvm.submit(
            folder,
            "--master",
            "local-cluster[1,1,1024]",
            "--conf",
            "spark.ui.enabled=false",
            "--jars",
            SparkJvm.jar().toString(),
            "--class",
            TopPaths.class.getName(),
            appJar().toString(),
            log.toString());

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(tableLines(result)).isEqualTo(topPaths(ParsedLog.of(log)));
  }

  @Test
  void theOptionPackagesResolvesTheJarAndNothingElse() throws Exception {
    Path log = log();
    Path ivy = folder.resolve("ivy");
    Path noOtherRepositories = Files.writeString(folder.resolve("ivy.xml"), "<ivysettings/>");
    ChildJvm.Result result =
        SparkJvm.submit(
            folder,
            "--master",
            "local[2]",
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.jars.ivy=" + ivy,
            "--conf",
            "spark.jars.ivySettings=" + noOtherRepositories,
            "--repositories",
            repository().toUri().toString(),
            "--packages",
            "io.sparkmmap:" + ARTIFACT + ":" + version(),
            "--class",
            TopPaths.class.getName(),
            appJar().toString(),
            log.toString());

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(tableLines(result)).isEqualTo(topPaths(ParsedLog.of(log)));
    try (var resolved = Files.list(ivy.resolve("jars"))) {
      assertThat(resolved.map(jar -> jar.getFileName().toString()))
          .containsExactly("io.sparkmmap_" + ARTIFACT + "-" + version() + ".jar");
    }
  }

  /** The lines of a table that {@code show()} printed, without blanks. */
  private static List<String> tableLines(ChildJvm.Result result) {
    return result
        .out()
        .lines()
        .filter(line -> line.startsWith("|"))
        .map(line -> line.replace(" ", ""))
        .toList();
  }

  /** The table that {@link TopPaths} has to print, without blanks. */
  private static List<String> topPaths(ParsedLog log) {
    List<String> lines =
        log.top(10, request -> true, ParsedLog.Request::path).stream()
            .map(
                top -> {
                  long failures =
                      log.count(request -> request.path().equals(top.getKey()) && request.failed());
                  return "|" + top.getKey() + "|" + top.getValue() + "|" + failures + "|";
                })
            .collect(Collectors.toList());
    lines.add(0, "|path|requests|failures|");
    return lines;
  }

  private Path log() throws IOException {
    Path log = folder.resolve("access.log");
    WebServerLog.write(log, 4 << 20, 13);
    return log;
  }

  /** The jar of a user's job: nothing in it but the job. */
  private Path appJar() throws IOException {
    Path jar = folder.resolve("app.jar");
    String name = TopPaths.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry(name));
      Files.copy(SparkJvm.BUILD.resolve("test-classes").resolve(name), out);
    }
    return jar;
  }

  /** A Maven repository that holds the library as it would be deployed. */
  private Path repository() throws IOException {
    Path repository = folder.resolve("repository");
    Path artifact =
        Files.createDirectories(
            repository.resolve("io/sparkmmap").resolve(ARTIFACT).resolve(version()));
    String name = ARTIFACT + "-" + version();
    Files.copy(SparkJvm.jar(), artifact.resolve(name + ".jar"));
    Files.copy(CONSUMER_POM, artifact.resolve(name + ".pom"));
    return repository;
  }

  private static String version() throws IOException {
    try (JarFile jar = new JarFile(SparkJvm.jar().toFile())) {
      Properties properties = new Properties();
      properties.load(
          jar.getInputStream(
              jar.getEntry("META-INF/maven/io.sparkmmap/" + ARTIFACT + "/pom.properties")));
      return properties.getProperty("version");
    }
  }

  private static String sibling(String suffix) {
    return SparkJvm.jar().toString().replaceAll("\\.jar$", suffix);
  }

  private static String content(JarFile jar, String name) throws IOException {
    return new String(jar.getInputStream(jar.getEntry(name)).readAllBytes(), UTF_8);
  }

  /** The text of a child that there is once. */
  private static String text(Element parent, String child) {
    return parent.getElementsByTagName(child).item(0).getTextContent();
  }
}
