// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.file.OutsideAllowedRootsException;
import io.sparkmmap.dfs.FileSystems;
import io.sparkmmap.dfs.LostNames;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobPattern;
import org.apache.hadoop.fs.Path;

/** From the paths that a user gives to existing, fully qualified files and directories. */
final class RootPaths {
  /** Where a streaming query logs which of the files it wrote are committed. */
  private static final String STREAM_METADATA = "_spark_metadata";

  private static final String NAME_BASE_PATH = "name a directory above all paths, or leave it out";

  private static final String GLOB_CHARACTERS = "{}[]*?\\";

  private final Configuration conf;
  private final ListingOptions options;
  private final SessionSettings session;
  private final LocalPlaces places;
  private FileSystem last;
  private URI lastUri;

  RootPaths(
      Configuration conf, ListingOptions options, SessionSettings session, LocalPlaces places) {
    this.conf = conf;
    this.options = options;
    this.session = session;
    this.places = places;
  }

  /**
   * The paths of a listing.
   *
   * @param paths in their order
   * @param files those of them that were found to be local files already, so that nobody needs to
   *     ask once more
   */
  record Roots(List<Path> paths, Map<Path, LeafFile> files) {}

  /**
   * Resolves the paths: those of globs first, then the others. A path with a character that globs
   * use is a glob, even where a file of that very name exists.
   *
   * @param lost counts the names that globs match and that cannot be listed
   * @throws FileNotFoundException if a path does not exist or a glob matches nothing
   */
  Roots resolve(List<String> paths, LostNames lost) throws IOException {
    List<Path> globbed = new ArrayList<>();
    List<Path> plain = new ArrayList<>();
    Map<Path, LeafFile> files = new HashMap<>();
    LeafFile.Directories directories = new LeafFile.Directories();
    for (String string : paths) {
      Path path = qualify(path(string));
      if (options.globPaths() && isGlob(path)) {
        addMatches(globbed, path, lost);
        continue;
      }
      places.checkBeforeListing(path);
      Optional<LeafFile> file = places.file(path, directories);
      file.ifPresent(found -> files.put(path, found));
      if (file.isEmpty() && !fileSystem(path).exists(path)) {
        throw new FileNotFoundException(
            "Path does not exist: " + path + lookedUp() + "; correct it, or put the file there");
      }
      plain.add(path);
    }
    globbed.addAll(plain);
    if (globbed.size() == 1) {
      refuseStreamOutput(globbed.get(0));
    }
    globbed.removeIf(RootPaths::isStreamMetadata);
    return new Roots(globbed, files);
  }

  private void addMatches(List<Path> globbed, Path pattern, LostNames lost) throws IOException {
    Set<Path> directories = new LinkedHashSet<>();
    for (Path match : glob(fileSystem(pattern), pattern)) {
      globbed.add(match);
      directories.add(match.getParent());
    }
    GlobPattern names = new GlobPattern(pattern.getName());
    directories.forEach(directory -> lost.countIn(directory, names::matches));
  }

  /**
   * Where directories stop to be partition columns: the option {@code basePath}, or else each of
   * the roots, the directory of it if it is a file.
   *
   * @throws IllegalArgumentException if {@code basePath} is no directory above all of the roots
   */
  Set<Path> basePaths(List<Path> roots, LeafFiles leaves) throws IOException {
    if (options.basePath().isPresent()) {
      return Set.of(basePath(options.basePath().get(), roots));
    }
    Set<Path> basePaths = new LinkedHashSet<>();
    for (Path root : roots) {
      basePaths.add(leaves.directoryOf(root));
    }
    return basePaths;
  }

  private Path basePath(String option, List<Path> roots) throws IOException {
    Path basePath = qualify(path(option));
    if (places.roots().isLimited()) { // or an error would reveal what there is outside
      checkBelow(roots, basePath);
    }
    try {
      if (!FileSystems.of(basePath, conf).getFileStatus(basePath).isDirectory()) {
        throw new IllegalArgumentException(
            "Option 'basePath' is not a directory: " + basePath + "; " + NAME_BASE_PATH);
      }
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(
          "Option 'basePath' does not exist: " + basePath + lookedUp() + "; " + NAME_BASE_PATH, e);
    }
    checkBelow(roots, basePath);
    return basePath;
  }

  private static void checkBelow(List<Path> roots, Path basePath) {
    for (Path root : roots) {
      if (!root.toString().startsWith(basePath.toString())) {
        throw new IllegalArgumentException(
            "Option 'basePath' is "
                + basePath
                + ", which the path "
                + root
                + " does not lie below; "
                + NAME_BASE_PATH);
      }
    }
  }

  private static Path path(String string) {
    try {
      return new Path(string);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'"
              + string
              + "' is no path ("
              + e.getMessage()
              + "); write it as in /data/a.csv or file:///data/a.csv",
          e);
    }
  }

  /** The file system of a path, which mostly is that of the path before. */
  private FileSystem fileSystem(Path path) throws IOException {
    URI uri = path.toUri();
    if (last == null
        || !Objects.equals(uri.getScheme(), lastUri.getScheme())
        || !Objects.equals(uri.getAuthority(), lastUri.getAuthority())) {
      last = FileSystems.of(path, conf);
      lastUri = uri;
    }
    return last;
  }

  private Path qualify(Path path) throws IOException {
    Path qualified = fileSystem(path).makeQualified(path);
    // A bare authority has no slash at its end, but the parents of its files have.
    boolean bareAuthority = !qualified.isAbsolute() && qualified.getParent() == null;
    return bareAuthority ? new Path(qualified, Path.SEPARATOR) : qualified;
  }

  private List<Path> glob(FileSystem fileSystem, Path pattern) throws IOException {
    FileStatus[] matches = fileSystem.globStatus(pattern);
    if (matches == null || matches.length == 0) {
      places.checkBeforeListing(fixedPart(pattern));
      throw new FileNotFoundException(
          "No path matches the glob: "
              + pattern
              + lookedUp()
              + "; in the name of a file, put \\ before each of "
              + GLOB_CHARACTERS);
    }
    List<Path> paths = new ArrayList<>();
    for (FileStatus match : matches) {
      Path path = fileSystem.makeQualified(match.getPath());
      try {
        places.checkBeforeListing(path);
      } catch (OutsideAllowedRootsException e) {
        places.checkBeforeListing(fixedPart(pattern)); // the error that no match would give
        throw e;
      }
      paths.add(path);
    }
    return paths;
  }

  /** The directory in which a glob begins to look. */
  private static Path fixedPart(Path pattern) {
    Path fixed = pattern;
    while (isGlob(fixed) && fixed.getParent() != null) {
      fixed = fixed.getParent();
    }
    return fixed;
  }

  private static boolean isGlob(Path path) {
    return path.toString().chars().anyMatch(c -> GLOB_CHARACTERS.indexOf(c) >= 0);
  }

  private static boolean isStreamMetadata(Path path) {
    String names = path.toUri().getPath();
    return names.contains(STREAM_METADATA)
        && List.of(names.split(Path.SEPARATOR, -1)).contains(STREAM_METADATA);
  }

  /** Spark reads that log through classes of its own; without it, rows could be read twice. */
  private void refuseStreamOutput(Path root) throws IOException {
    Path log = new Path(root, STREAM_METADATA);
    if (!session.ignoreStreamMetadata() && FileSystems.of(root, conf).exists(log)) {
      throw new IllegalArgumentException(
          "The path "
              + root
              + " holds the output of a streaming query, and only Spark's own sources read its log"
              + " of committed files. To read all files regardless, set"
              + " spark.sql.streaming.fileStreamSink.ignoreMetadata to true");
    }
  }

  private static String lookedUp() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "unknown";
    }
    return " (looked up on host " + host + ")";
  }
}
