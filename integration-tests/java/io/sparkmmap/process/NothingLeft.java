// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.mapping.SharedMappings;
import io.sparkmmap.core.sidecar.IndexPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What this process held of files at some time: mappings, descriptors, threads and temporary files,
 * to be compared with what it holds later. What has a lease still is mapped, so leases show as
 * mappings. For Linux.
 */
public final class NothingLeft {
  /** Threads that Spark starts as it needs them, up to a bound, and keeps. */
  private static final Pattern SPARKS_POOLS =
      Pattern.compile(
          "Executor task|QueryStageCreator|ResultQueryStageExecution|block-manager-|shuffle-|"
              + "task-result-getter|dispatcher-|broadcast-exchange|rpc-|netty-|map-output-|"
              + "element-tracking-store|spark-listener-group");

  private static final String OUR_THREADS = "spark-mmap";
  private static final String OUR_TEMPORARY = "sparkmmap";
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

  /** For so long other processes, which share the temporary files, may be at work on theirs. */
  private static final long WAIT_MS = 10_000;

  private final Path folder;
  private final boolean ofOthers;
  private final Map<String, Integer> before;

  private NothingLeft(Path folder, boolean ofOthers) throws IOException {
    this.folder = folder.toRealPath();
    this.ofOthers = ofOthers;
    this.before = inventory();
  }

  /** All that the process holds now. */
  public static NothingLeft ofProcess(Path folder) throws IOException {
    return new NothingLeft(folder, true);
  }

  /**
   * What the library holds now, in a process that does other things as well.
   *
   * @param folder of the files that are read
   */
  public static NothingLeft ofLibrary(Path folder) throws IOException {
    return new NothingLeft(folder, false);
  }

  /** What is held now and was not then, but for files that are mapped without a lease. */
  public List<String> left() throws IOException {
    List<String> left = new ArrayList<>();
    inventory()
        .forEach(
            (thing, number) -> {
              int more = number - before.getOrDefault(thing, 0);
              if (more > 0) {
                left.add(more + " of " + thing);
              }
            });
    return left;
  }

  /** Requires that nothing more is held now than then. */
  public void check() throws IOException, InterruptedException {
    long end = System.currentTimeMillis() + WAIT_MS;
    while (!left().isEmpty() && System.currentTimeMillis() < end) {
      Thread.sleep(100);
    }
    assertThat(left()).as("left by tests of files in %s", folder).isEmpty();
  }

  /** What the process holds, by kind. */
  private Map<String, Integer> inventory() throws IOException {
    SharedMappings.letGo();
    Map<String, Integer> things = new TreeMap<>();
    add(things, "our mappings", (int) SharedMappings.count());
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"), ISO_8859_1)) {
      if (line.contains(folder.toString())) {
        add(things, "mapping of " + line.substring(line.indexOf('/')), 1);
      }
    }
    addDescriptors(things);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      String name = thread.getName();
      if (ofOthers ? !SPARKS_POOLS.matcher(name).lookingAt() : name.startsWith(OUR_THREADS)) {
        add(things, "thread " + name.replaceAll("\\d+", "N"), 1);
      }
    }
    addFiles(things, TEMPORARY, OUR_TEMPORARY + ".*");
    addFiles(things, IndexPlace.defaultDirectory(), "probe.*|.*\\.new");
    return things;
  }

  private void addDescriptors(Map<String, Integer> things) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        try {
          Path target = Files.readSymbolicLink(descriptor);
          if (ofOthers || target.startsWith(folder)) {
            add(things, "descriptor of " + target.toString().replaceAll("\\d+", "N"), 1);
          }
        } catch (NoSuchFileException e) {
          // that of the listing itself
        }
      }
    }
  }

  private static void addFiles(Map<String, Integer> things, Path directory, String names)
      throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      files
          .filter(file -> file.getFileName().toString().matches(names))
          .forEach(file -> add(things, "temporary file " + file, 1));
    } catch (NoSuchFileException e) {
      // nothing was ever kept there
    }
  }

  private static void add(Map<String, Integer> things, String thing, int number) {
    things.merge(thing, number, Integer::sum);
  }
}
