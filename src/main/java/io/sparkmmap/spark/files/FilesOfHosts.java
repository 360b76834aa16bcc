// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

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
  private final List<ListedFile> files = new ArrayList<>();
  private final Map<String, Integer> indexByKey = new HashMap<>();

  void add(ListedFile file, FoundFiles found) {
    ListedFile placed = found.placed(file);
    Optional<String> key = found.machineWideKey(file);
    Integer twin = key.map(indexByKey::get).orElse(null);
    if (twin != null && !files.get(twin).host().equals(placed.host())) {
      files.set(twin, files.get(twin).sharedWith(placed));
      return;
    }
    key.ifPresent(known -> indexByKey.putIfAbsent(known, files.size()));
    files.add(placed);
  }

  List<ListedFile> all() {
    return files;
  }
}
