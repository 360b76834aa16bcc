// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.file.FileOrigin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collects the files of several hosts. Those of one name are separate files, unless they turn out
 * to be the very same: then it stays once, with all of the hosts that can read it, since its rows
 * would be read twice otherwise.
 */
final class FilesOfHosts {
  private final int hosts;
  private final List<ListedFile> files = new ArrayList<>();
  private final Map<String, Integer> indexByKey = new HashMap<>();

  /** Collects files of so many hosts. */
  FilesOfHosts(int hosts) {
    this.hosts = hosts;
  }

  void add(ListedFile file) {
    Optional<String> key = hosts > 1 ? machineWideKey(file) : Optional.empty();
    Integer twin = key.map(indexByKey::get).orElse(null);
    if (twin != null && !files.get(twin).host().equals(file.host())) {
      files.set(twin, files.get(twin).sharedWith(file));
      return;
    }
    key.ifPresent(known -> indexByKey.putIfAbsent(known, files.size()));
    files.add(file);
  }

  /** What only the same file on the same machine has, if that is known. */
  private static Optional<String> machineWideKey(ListedFile file) {
    FileOrigin origin = file.origin();
    return origin.view().isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(" ", origin.kernel(), origin.fileKey(), file.path()));
  }

  List<ListedFile> all() {
    return files;
  }
}
