// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.file.FileOrigin;
import io.sparkmmap.dfs.FileBlocks;
import io.sparkmmap.dfs.LostNames;
import io.sparkmmap.dfs.RemoteOrigin;
import io.sparkmmap.dfs.SourceOpener;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathFilter;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.mapred.FileInputFormat;
import org.apache.hadoop.mapred.JobConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All files below some roots that are not hidden, each once, found by one walk. */
final class LeafFiles {
  private static final Logger LOG = LoggerFactory.getLogger(LeafFiles.class);

  private final LinkedHashMap<String, LeafFile> files = new LinkedHashMap<>();
  private final LinkedHashMap<Path, List<LeafFile>> filesByDirectory = new LinkedHashMap<>();

  private LeafFiles() {}

  /**
   * Walks the roots in their order, the files of a directory before its subdirectories, both by
   * name.
   *
   * @param ignoreMissingFiles whether a directory that vanishes under the walk is skipped
   * @param places that have to be allowed
   * @param lost counts the names that cannot be listed
   * @throws IOException if listing fails
   */
  static LeafFiles below(
      RootPaths.Roots roots,
      Configuration conf,
      boolean ignoreMissingFiles,
      LocalPlaces places,
      LostNames lost)
      throws IOException {
    PathFilter filter = FileInputFormat.getInputPathFilter(new JobConf(conf));
    LeafFile.Directories directories = new LeafFile.Directories();
    Walk walk = new Walk(conf, filter, ignoreMissingFiles, places, lost, directories);
    LeafFiles leaves = new LeafFiles();
    for (Path root : roots.paths()) {
      LeafFile file = roots.files().get(root);
      if (file == null) {
        walk.addTo(leaves, root);
      } else {
        walk.addFile(leaves, root, () -> file);
      }
    }
    leaves.groupByDirectory();
    return leaves;
  }

  /** Those that another process found, in their order. */
  static LeafFiles of(List<LeafFile> found) {
    LeafFiles leaves = new LeafFiles();
    found.forEach(file -> leaves.files.put(file.path(), file));
    leaves.groupByDirectory();
    return leaves;
  }

  private void groupByDirectory() {
    Path last = null;
    List<LeafFile> together = null;
    for (LeafFile file : files.values()) {
      if (together == null || !file.directory().equals(last)) {
        last = file.directory();
        together = filesByDirectory.computeIfAbsent(last, directory -> new ArrayList<>());
      }
      together.add(file);
    }
  }

  /** All of them. */
  Collection<LeafFile> all() {
    return files.values();
  }

  /** The directories that have files. */
  Set<Path> directories() {
    return filesByDirectory.keySet();
  }

  /** The files right in a directory. */
  List<LeafFile> in(Path directory) {
    return filesByDirectory.getOrDefault(directory, List.of());
  }

  /** The files right in a root if it is a directory, and the root itself if it is a file. */
  List<LeafFile> ofRoot(Path root) {
    LeafFile file = files.get(root.toString());
    return file == null ? in(root) : List.of(file);
  }

  /** The directory of a root that is a file, else the root. */
  Path directoryOf(Path root) {
    LeafFile file = files.get(root.toString());
    return file == null ? root : file.directory();
  }

  private record Walk(
      Configuration conf,
      PathFilter filter,
      boolean ignoreMissingFiles,
      LocalPlaces places,
      LostNames lost,
      LeafFile.Directories directories) {

    void addTo(LeafFiles leaves, Path path) throws IOException {
      places.checkBeforeListing(path);
      List<Path> below = new ArrayList<>();
      for (FileStatus child : list(path)) {
        if (!child.isDirectory()) {
          addFile(leaves, child.getPath(), () -> leaf(child, originOf(child)));
        } else if (!PathFilters.isHidden(child.getPath().getName())) {
          below.add(child.getPath());
        }
      }
      for (Path directory : below) {
        addTo(leaves, directory);
      }
    }

    /** Finds out the rest about a file that is wanted. */
    @FunctionalInterface
    private interface Found {
      LeafFile file() throws IOException;
    }

    void addFile(LeafFiles leaves, Path path, Found found) throws IOException {
      if (!PathFilters.isHidden(path.getName()) && (filter == null || filter.accept(path))) {
        places.checkFile(path);
        LeafFile file = found.file();
        leaves.files.putIfAbsent(file.path(), file);
      }
    }

    private FileOrigin originOf(FileStatus file) throws IOException {
      return SourceOpener.isLocal(file.getPath())
          ? FileOrigin.UNKNOWN
          : RemoteOrigin.of(file.getPath().getFileSystem(conf), file);
    }

    private LeafFile leaf(FileStatus file, FileOrigin origin) {
      String path = file.getPath().toString();
      return new LeafFile(
          directories.of(file.getPath(), path),
          path,
          file.getLen(),
          file.getModificationTime(),
          FileBlocks.of(file),
          origin);
    }

    /** With the hosts of blocks, where files are not local. */
    private FileStatus[] children(Path path) throws IOException {
      FileSystem fileSystem = path.getFileSystem(conf);
      if (SourceOpener.isLocal(path)) {
        return fileSystem.listStatus(path);
      }
      List<FileStatus> children = new ArrayList<>();
      RemoteIterator<LocatedFileStatus> located = fileSystem.listLocatedStatus(path);
      while (located.hasNext()) {
        children.add(located.next());
      }
      return children.toArray(FileStatus[]::new);
    }

    private FileStatus[] list(Path path) throws IOException {
      try {
        FileStatus[] children = children(path);
        Arrays.sort(children);
        lost.countIn(path, name -> !PathFilters.isHidden(name));
        return children;
      } catch (FileNotFoundException e) {
        if (!ignoreMissingFiles) {
          throw e;
        }
        LOG.warn("Skipped {}, which vanished while its files were listed", path);
        return new FileStatus[0];
      }
    }
  }
}
