// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool.manifest;

import io.sparkmmap.core.placement.ManifestFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeMap;

/** Lists the files below paths of this host that Spark would read, for a manifest. */
public final class ManifestListing {
  private final TreeMap<String, ManifestFile> found = new TreeMap<>();

  private ManifestListing() {}

  /**
   * Lists files, and those in directories and in theirs, without what is hidden. Links are
   * followed.
   *
   * @return in the order of their paths, which are absolute, each once
   * @throws IOException if a path does not exist, is hidden, has no file below it, or a name that
   *     the characters of the locale cannot show
   */
  public static List<ManifestFile> below(List<Path> paths) throws IOException {
    ManifestListing listing = new ManifestListing();
    for (Path path : paths) {
      listing.add(path.toAbsolutePath().normalize());
    }
    return List.copyOf(listing.found.values());
  }

  private void add(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new FileNotFoundException(path + ": no such file or directory to list for a manifest");
    }
    if (!Files.isDirectory(path) && isHidden(path)) {
      throw new IOException(
          path
              + ": a name that begins with '_' or '.' is hidden, and Spark refuses it in a"
              + " manifest; rename it or leave it out");
    }
    int before = found.size();
    boolean known = found.containsKey(path.toString());
    Files.walkFileTree(
        path, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Visitor(path));
    if (found.size() == before && !known && Files.isDirectory(path) && !hasKnownBelow(path)) {
      throw new FileNotFoundException(
          path + ": the directory has no file for a manifest, but for hidden ones perhaps");
    }
  }

  private boolean hasKnownBelow(Path directory) {
    return found.keySet().stream().anyMatch(file -> Path.of(file).startsWith(directory));
  }

  /** Whether Spark passes over a file or directory of that name. */
  private static boolean isHidden(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.startsWith(".")
        || name.endsWith("._COPYING_")
        || (name.startsWith("_") && !name.contains("="));
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    private final Path start;

    Visitor(Path start) {
      this.start = start;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return !directory.equals(start) && isHidden(directory)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (isHidden(file)) {
        return FileVisitResult.CONTINUE;
      }
      if (!attributes.isRegularFile()) {
        throw new IOException(
            file + ": expected a file for a manifest, found a pipe, a device or a socket");
      }
      String name = file.toString();
      if (name.indexOf('\ufffd') >= 0 || !Files.exists(Path.of(name))) {
        throw new IOException(
            name
                + ": the characters of the locale cannot show this name, which a manifest needs;"
                + " set LC_ALL=C.UTF-8");
      }
      found.put(
          name,
          new ManifestFile(name, attributes.size(), attributes.lastModifiedTime().toMillis(), 0));
      return FileVisitResult.CONTINUE;
    }
  }
}
