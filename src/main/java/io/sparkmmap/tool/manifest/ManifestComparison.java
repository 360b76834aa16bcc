// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool.manifest;

import io.sparkmmap.core.placement.Manifest;
import io.sparkmmap.core.placement.ManifestFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares what a manifest says of this host with the files that the host has.
 *
 * @param files how many the manifest names
 * @param bytes how long those are together that are there
 * @param incomplete how many have no length or no time in it, which MapReduce asks for
 * @param problems in the order of the manifest
 */
public record ManifestComparison(
    int files, long bytes, int incomplete, List<ManifestComparison.Problem> problems) {

  /** A file that is not as the manifest says; Spark would refuse to read it. */
  public record Problem(int line, String path, String text) {}

  public ManifestComparison {
    problems = List.copyOf(problems);
  }

  /** Looks at the files of an entry. */
  public static ManifestComparison of(Manifest.Entry entry) {
    List<Problem> problems = new ArrayList<>();
    long bytes = 0;
    int incomplete = 0;
    for (ManifestFile file : entry.files()) {
      if (file.length() == ManifestFile.UNKNOWN
          || file.modificationTimeMs() == ManifestFile.UNKNOWN) {
        incomplete++;
      }
      try {
        BasicFileAttributes found =
            Files.readAttributes(Path.of(file.path()), BasicFileAttributes.class);
        bytes += found.size();
        compare(file, found, problems);
      } catch (NoSuchFileException e) {
        problems.add(problem(file, "no such file"));
      } catch (IOException e) {
        problems.add(problem(file, "its attributes cannot be read: " + e));
      }
    }
    return new ManifestComparison(entry.files().size(), bytes, incomplete, problems);
  }

  private static void compare(
      ManifestFile file, BasicFileAttributes found, List<Problem> problems) {
    if (!found.isRegularFile()) {
      problems.add(problem(file, "expected a file, found a directory or a device"));
      return;
    }
    if (!Files.isReadable(Path.of(file.path()))) {
      problems.add(problem(file, "may not be read by user " + System.getProperty("user.name")));
    }
    compare(file, "length", file.length(), found.size(), problems);
    compare(
        file,
        "modificationTimeMs",
        file.modificationTimeMs(),
        found.lastModifiedTime().toMillis(),
        problems);
  }

  private static void compare(
      ManifestFile file, String field, long expected, long found, List<Problem> problems) {
    if (expected != ManifestFile.UNKNOWN && expected != found) {
      problems.add(problem(file, field + ": expected " + expected + ", found " + found));
    }
  }

  private static Problem problem(ManifestFile file, String text) {
    return new Problem(file.line(), file.path(), text);
  }
}
