// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.mapping.FileOrigin;
import io.sparkmmap.core.placement.Placement;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.net.URI;
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
 * <p>Those that were {@linkplain #identified()} tell which files they are. Where executors with
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

  /** These files with device and inode of each, as far as this host tells them. */
  public FoundFiles identified() {
    Map<String, FileOrigin> known = new HashMap<>();
    for (FileStatus file : leaves.all()) {
      known.put(file.getPath().toString(), origin(file));
    }
    return new FoundFiles(roots, leaves, basePaths, known, placement);
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

  private static FileOrigin origin(FileStatus file) {
    URI uri = file.getPath().toUri();
    return "file".equals(uri.getScheme())
        ? FileOrigin.of(
            java.nio.file.Path.of(uri.getPath()), file.getLen(), file.getModificationTime())
        : FileOrigin.UNKNOWN;
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
    return placement == null ? file : file.at(placement, originOf(file));
  }

  /** What only the same file on the same machine has, if that is known. */
  Optional<String> machineWideKey(ListedFile file) {
    FileOrigin origin = originOf(file);
    return origin.equals(FileOrigin.UNKNOWN)
        ? Optional.empty()
        : Optional.of(String.join(" ", origin.kernel(), origin.fileKey(), file.toString()));
  }

  private FileOrigin originOf(ListedFile file) {
    return origins.getOrDefault(file.path(), FileOrigin.UNKNOWN);
  }
}
