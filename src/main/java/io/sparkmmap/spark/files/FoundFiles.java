// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.mapping.AllowedRoots;
import io.sparkmmap.core.mapping.FileOrigin;
import io.sparkmmap.core.mapping.PlannedFile;
import io.sparkmmap.core.mapping.PlannedFiles;
import io.sparkmmap.core.placement.Placement;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The files below some paths, as one host found them. Immutable; goes from there to the driver.
 *
 * <p>Those that were {@linkplain #identified} tell which files they are. Where executors with
 * addresses of their own share a disk, the same file is found by each of them; device and inode on
 * the same running kernel show that it is one.
 */
public final class FoundFiles implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<Path> roots;
  private final transient LeafFiles leaves;
  private final transient Set<Path> basePaths;
  private final transient Map<String, FileOrigin> origins;
  private final transient Placement placement;

  private FoundFiles(
      List<Path> roots,
      LeafFiles leaves,
      Set<Path> basePaths,
      Map<String, FileOrigin> origins,
      Placement place) {
    this.roots = roots;
    this.leaves = leaves;
    this.basePaths = basePaths;
    this.origins = origins;
    this.placement = place;
  }

  static FoundFiles here(List<Path> roots, LeafFiles leaves, Set<Path> basePaths) {
    return new FoundFiles(roots, leaves, basePaths, Map.of(), null);
  }

  /** Those of a host that told which they are. */
  static FoundFiles there(
      List<Path> roots, LeafFiles leaves, Set<Path> basePaths, Map<String, FileOrigin> origins) {
    return new FoundFiles(roots, leaves, basePaths, origins, null);
  }

  /**
   * These files as they are now, with device and inode of each and what else tells their states
   * apart, as far as this host knows it.
   *
   * @param allowed below which files may be read
   */
  public FoundFiles identified(AllowedRoots allowed) {
    List<java.nio.file.Path> local =
        leaves.all().stream()
            .filter(FoundFiles::isLocal)
            .map(file -> java.nio.file.Path.of(file.getPath().toUri().getPath()))
            .toList();
    Map<java.nio.file.Path, PlannedFile> planned = PlannedFiles.of(local, allowed);
    List<FileStatus> now = new ArrayList<>();
    Map<String, FileOrigin> known = new HashMap<>();
    for (FileStatus file : leaves.all()) {
      Path path = file.getPath();
      PlannedFile found =
          isLocal(file) ? planned.get(java.nio.file.Path.of(path.toUri().getPath())) : null;
      known.put(path.toString(), found == null ? FileOrigin.UNKNOWN : found.origin());
      now.add(
          found == null
              ? file
              : new FileStatus(found.length(), false, 1, 0, found.modifiedTimeMs(), path));
    }
    return new FoundFiles(roots, LeafFiles.of(now), basePaths, known, placement);
  }

  private static boolean isLocal(FileStatus file) {
    return "file".equals(file.getPath().toUri().getScheme());
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
    return new FoundFiles(roots, leaves, basePaths, origins, place);
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

  Map<String, FileOrigin> origins() {
    return origins;
  }

  /** A file of these, with the place and the identity that were found. */
  ListedFile placed(ListedFile file) {
    return placement == null
        ? file
        : file.asPlanned(file.planned().withOrigin(originOf(file))).at(placement);
  }

  /** What only the same file on the same machine has, if that is known. */
  Optional<String> machineWideKey(ListedFile file) {
    FileOrigin origin = originOf(file);
    return origin.view().isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(" ", origin.kernel(), origin.fileKey(), file.path()));
  }

  private FileOrigin originOf(ListedFile file) {
    return origins.getOrDefault(file.path(), FileOrigin.UNKNOWN);
  }
}
