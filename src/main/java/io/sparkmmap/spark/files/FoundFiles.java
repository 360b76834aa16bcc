// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.mapping.FileIdentity;
import io.sparkmmap.core.placement.Placement;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
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

  private final ArrayList<Path> roots;
  private final LeafFiles leaves;
  private final LinkedHashSet<Path> basePaths;
  private final HashMap<String, String> fileKeys;
  private final String kernel;
  private final Placement placement;

  private FoundFiles(
      List<Path> roots, LeafFiles leaves, Set<Path> basePaths, Identities ids, Placement place) {
    this.roots = new ArrayList<>(roots);
    this.leaves = leaves;
    this.basePaths = new LinkedHashSet<>(basePaths);
    this.fileKeys = new HashMap<>(ids.fileKeys);
    this.kernel = ids.kernel;
    this.placement = place;
  }

  /**
   * What is known of the files beyond their names.
   *
   * @param fileKeys device and inode by path
   * @param kernel an identifier of the running kernel, or null
   */
  private record Identities(Map<String, String> fileKeys, String kernel) {}

  static FoundFiles here(List<Path> roots, LeafFiles leaves, Set<Path> basePaths) {
    return new FoundFiles(roots, leaves, basePaths, new Identities(Map.of(), null), null);
  }

  /** These files with device and inode of each, as far as this host tells them. */
  public FoundFiles identified() {
    Map<String, String> keys = new HashMap<>();
    for (FileStatus file : leaves.all()) {
      fileKey(file.getPath()).ifPresent(key -> keys.put(file.getPath().toString(), key));
    }
    Identities ids = new Identities(keys, KernelIdentity.here().orElse(null));
    return new FoundFiles(roots, leaves, basePaths, ids, placement);
  }

  private static Optional<String> fileKey(Path path) {
    if (!"file".equals(path.toUri().getScheme())) {
      return Optional.empty();
    }
    try {
      java.nio.file.Path local = java.nio.file.Path.of(path.toUri().getPath());
      return Optional.ofNullable(FileIdentity.of(local).fileKey());
    } catch (IOException e) {
      return Optional.empty(); // whoever reads it will say why
    }
  }

  /** These files, as those of a host. */
  public FoundFiles at(Placement place) {
    return new FoundFiles(roots, leaves, basePaths, new Identities(fileKeys, kernel), place);
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

  /** A file of these, with the place and the identity that were found. */
  ListedFile placed(ListedFile file) {
    return placement == null ? file : file.at(placement, fileKeys.get(file.path()));
  }

  /** What only the same file on the same machine has, if that is known. */
  Optional<String> machineWideKey(ListedFile file) {
    String key = fileKeys.get(file.path());
    return kernel == null || key == null
        ? Optional.empty()
        : Optional.of(String.join(" ", kernel, key, file.toString()));
  }
}
