// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A JDK on this machine.
 *
 * @param home its directory, as in {@code JAVA_HOME}
 * @param feature its version, such as 17
 */
public record Jdk(Path home, int feature) {
  /** Further homes, separated like a class path. */
  public static final String HOMES_VARIABLE = "SPARKMMAP_JAVA_HOMES";

  /** Those that Spark 4.2 supports. */
  private static final List<Integer> SUPPORTED = List.of(17, 21, 25);

  /** The one that runs the tests. */
  public static Jdk running() {
    return new Jdk(Path.of(System.getProperty("java.home")), Runtime.version().feature());
  }

  /**
   * The running one, and of each other version that Spark supports one that is installed: named by
   * the environment variable {@value #HOMES_VARIABLE}, or installed next to the running one.
   */
  public static List<Jdk> installed() throws IOException {
    TreeMap<Integer, Jdk> found = new TreeMap<>();
    found.put(running().feature(), running());
    for (Path home : homes()) {
      int feature = featureOf(home);
      if (SUPPORTED.contains(feature)) {
        found.putIfAbsent(feature, new Jdk(home, feature));
      }
    }
    return List.copyOf(found.values());
  }

  private static List<Path> homes() throws IOException {
    List<Path> homes = new ArrayList<>();
    String named = System.getenv().getOrDefault(HOMES_VARIABLE, "");
    for (String home : named.split(File.pathSeparator, -1)) {
      if (!home.isBlank()) {
        homes.add(Path.of(home.strip()));
      }
    }
    try (Stream<Path> siblings = Files.list(running().home().toRealPath().getParent())) {
      siblings.sorted().forEach(homes::add);
    }
    return homes;
  }

  /** What the file {@code release} of a home says, or -1 where there is no JDK. */
  private static int featureOf(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
      return -1;
    }
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(release)) {
      properties.load(new InputStreamReader(in, UTF_8));
    }
    String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
    return version.isEmpty() ? -1 : Runtime.Version.parse(version).feature();
  }

  Path java() {
    return home.resolve("bin/java");
  }

  @Override
  public String toString() {
    return "JDK " + feature;
  }
}
