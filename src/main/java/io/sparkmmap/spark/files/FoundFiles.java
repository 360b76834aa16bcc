// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.file.PlannedFiles;
import io.sparkmmap.core.placement.Placement;
import io.sparkmmap.dfs.SourceOpener;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/**
 * The files below some paths, as one host found them. Immutable; goes from there to the driver.
 *
 * <p>Those that were {@linkplain #identified} say which files they are. Where executors with
 * addresses of their own share a disk, the same file is found by each of them; device and inode on
 * the same running kernel show that it is one.
 */
public final class FoundFiles implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<Path> roots;
  private final transient LeafFiles leaves;
  private final transient Set<Path> basePaths;
  private final transient Placement placement;

  /**
   * @param placement of all files, or null
   */
  FoundFiles(List<Path> roots, LeafFiles leaves, Set<Path> basePaths, Placement placement) {
    this.roots = roots;
    this.leaves = leaves;
    this.basePaths = basePaths;
    this.placement = placement;
  }

  /**
   * These files as they are now, with device and inode of each and what else identifies their
   * states apart, as far as this host knows it.
   *
   * @param allowed below which files may be read
   */
  public FoundFiles identified(AllowedRoots allowed) {
    Map<String, java.nio.file.Path> local = new LinkedHashMap<>();
    for (LeafFile file : leaves.all()) {
      SourceOpener.localPath(file.path())
          .ifPresent(path -> local.put(file.path(), java.nio.file.Path.of(path)));
    }
    Map<java.nio.file.Path, PlannedFile> planned = PlannedFiles.of(local.values(), allowed);
    List<LeafFile> now = new ArrayList<>();
    for (LeafFile file : leaves.all()) {
      PlannedFile found = planned.get(local.get(file.path()));
      now.add(
          found == null
              ? file
              : new LeafFile(
                  file.directory(),
                  file.path(),
                  found.length(),
                  found.modifiedTimeMs(),
                  file.blocks(),
                  found.origin()));
    }
    return new FoundFiles(roots, LeafFiles.of(now), basePaths, placement);
  }

  /** On the wire there is nothing but names, numbers and identities: a host may have many files. */
  @Serial
  private Object writeReplace() {
    return CompactFiles.of(this);
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("comes as " + CompactFiles.class);
  }

  /** These files, as those of a host. */
  public FoundFiles at(Placement place) {
    return new FoundFiles(roots, leaves, basePaths, place);
  }

  List<Path> roots() {
    return roots;
  }

  LeafFiles leaves() {
    return leaves;
  }

  Set<Path> basePaths() {
    return basePaths;
  }

  /** A file of these with the values of its directories, and the place that was found. */
  ListedFile listed(LeafFile file, Serializable[] partitionValues) {
    return ListedFile.of(file, partitionValues, placement);
  }
}
