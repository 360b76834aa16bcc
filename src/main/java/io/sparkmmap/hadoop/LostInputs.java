// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.dfs.LostNames;
import io.sparkmmap.dfs.SourceOpener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobPattern;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapred.FileInputFormat;
import org.apache.hadoop.mapred.JobConf;

/**
 * Warns of the names that Hadoop's listing of a job's input paths leaves out without a word. For
 * one thread.
 */
final class LostInputs {
  private final LostNames lost = new LostNames();
  private final boolean recursive;

  private LostInputs(boolean recursive) {
    this.recursive = recursive;
  }

  /**
   * Warns, if there are any.
   *
   * @param conf of a job whose input paths have been listed
   * @throws IOException if they cannot be listed once more
   */
  static void warn(Configuration conf) throws IOException {
    LostInputs inputs =
        new LostInputs(
            conf.getBoolean(
                org.apache.hadoop.mapreduce.lib.input.FileInputFormat.INPUT_DIR_RECURSIVE, false));
    for (Path path : FileInputFormat.getInputPaths(new JobConf(conf))) {
      FileSystem fileSystem = path.getFileSystem(conf);
      Path qualified = fileSystem.makeQualified(path);
      if (SourceOpener.isLocal(qualified)) {
        inputs.countMatches(fileSystem, qualified);
      }
    }
    inputs.lost.warn();
  }

  private void countMatches(FileSystem fileSystem, Path pattern) throws IOException {
    FileStatus[] matches = fileSystem.globStatus(pattern);
    Set<Path> parents = new LinkedHashSet<>();
    for (FileStatus match : matches == null ? new FileStatus[0] : matches) {
      parents.add(match.getPath().getParent());
      if (match.isDirectory()) {
        countBelow(fileSystem, match.getPath());
      }
    }
    GlobPattern names = new GlobPattern(pattern.getName());
    if (names.hasWildcard()) {
      parents.forEach(
          directory -> lost.countIn(directory, name -> isData(name) && names.matches(name)));
    }
  }

  private void countBelow(FileSystem fileSystem, Path directory) throws IOException {
    lost.countIn(directory, LostInputs::isData);
    List<Path> below = new ArrayList<>();
    if (recursive) {
      for (FileStatus child : fileSystem.listStatus(directory)) {
        if (child.isDirectory() && isData(child.getPath().getName())) {
          below.add(child.getPath());
        }
      }
    }
    for (Path child : below) {
      countBelow(fileSystem, child);
    }
  }

  /** As Hadoop's listing has it. */
  private static boolean isData(String name) {
    return !name.startsWith("_") && !name.startsWith(".");
  }
}
