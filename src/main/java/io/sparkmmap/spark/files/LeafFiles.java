// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.dfs.LostNames;
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

  private final LinkedHashMap<Path, FileStatus> files = new LinkedHashMap<>();
  private final LinkedHashMap<Path, List<FileStatus>> filesByDirectory = new LinkedHashMap<>();

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
      List<Path> roots,
      Configuration conf,
      boolean ignoreMissingFiles,
      LocalPlaces places,
      LostNames lost)
      throws IOException {
    PathFilter filter = FileInputFormat.getInputPathFilter(new JobConf(conf));
    Walk walk = new Walk(conf, filter, ignoreMissingFiles, places, lost);
    LeafFiles leaves = new LeafFiles();
    for (Path root : roots) {
      walk.addTo(leaves, root);
    }
    leaves.groupByDirectory();
    return leaves;
  }

  /** Those that another process found, in their order. */
  static LeafFiles of(List<FileStatus> found) {
    LeafFiles leaves = new LeafFiles();
    found.forEach(file -> leaves.files.put(file.getPath(), file));
    leaves.groupByDirectory();
    return leaves;
  }

  private void groupByDirectory() {
    files.forEach(
        (path, file) ->
            filesByDirectory
                .computeIfAbsent(path.getParent(), directory -> new ArrayList<>())
                .add(file));
  }

  /** All of them. */
  Collection<FileStatus> all() {
    return files.values();
  }

  /** The directories that have files. */
  Set<Path> directories() {
    return filesByDirectory.keySet();
  }

  /** The files right in a directory. */
  List<FileStatus> in(Path directory) {
    return filesByDirectory.getOrDefault(directory, List.of());
  }

  /** The files right in a root if it is a directory, and the root itself if it is a file. */
  List<FileStatus> ofRoot(Path root) {
    FileStatus file = files.get(root);
    return file == null ? in(root) : List.of(file);
  }

  boolean isFile(Path path) {
    return files.containsKey(path);
  }

  private record Walk(
      Configuration conf,
      PathFilter filter,
      boolean ignoreMissingFiles,
      LocalPlaces places,
      LostNames lost) {

    void addTo(LeafFiles leaves, Path path) throws IOException {
      places.checkBeforeListing(path);
      List<Path> directories = new ArrayList<>();
      for (FileStatus child : list(path)) {
        Path childPath = child.getPath();
        if (PathFilters.isHidden(childPath.getName())) {
          continue;
        }
        if (child.isDirectory()) {
          directories.add(childPath);
        } else if (filter == null || filter.accept(childPath)) {
          places.checkFile(childPath);
          leaves.files.putIfAbsent(childPath, child);
        }
      }
      for (Path directory : directories) {
        addTo(leaves, directory);
      }
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
