// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import io.sparkmmap.core.placement.Host;
import io.sparkmmap.core.placement.Manifest;
import io.sparkmmap.core.placement.ManifestFile;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.options.ReadOptions;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares the files that hosts have with those that a manifest says they have. */
record ManifestCheck(Manifest manifest, ReadOptions options) {

  /**
   * Compares them.
   *
   * @throws IOException naming the line of the manifest, if a file is not as it says, or is left
   *     out without a filter that asks for that
   */
  void check(List<ListedFile> listed) throws IOException {
    Map<Host, Map<String, ListedFile>> byHost = new HashMap<>();
    for (ListedFile file : listed) {
      byHost
          .computeIfAbsent(file.placement().orElseThrow().host(), host -> new HashMap<>())
          .put(file.planned().path(), file);
    }
    for (Manifest.Entry entry : manifest.entries()) {
      Map<String, ListedFile> found = byHost.getOrDefault(entry.host(), Map.of());
      for (ManifestFile expected : entry.files()) {
        ListedFile file = found.get(expected.path());
        if (file != null) {
          compare(entry.host(), "length", expected, expected.length(), file.length());
          compare(
              entry.host(),
              "modificationTimeMs",
              expected,
              expected.modificationTimeMs(),
              file.modificationTimeMs());
        } else if (!options.filtersFiles()) {
          throw new IOException(
              manifest.at(expected.line())
                  + expected.path()
                  + " of host "
                  + entry.host().name()
                  + ": expected a file, found a directory, the same file at another host, or a name"
                  + " that begins with '_' or '.', which is hidden");
        }
      }
    }
  }

  private void compare(
      Host host, String field, ManifestFile expected, long expectedValue, long foundValue)
      throws IOException {
    if (expectedValue != ManifestFile.UNKNOWN && expectedValue != foundValue) {
      throw new IOException(
          manifest.at(expected.line())
              + field
              + " of "
              + expected.path()
              + " on host "
              + host.name()
              + ": expected "
              + expectedValue
              + ", found "
              + foundValue
              + "; write the manifest again if the file is right");
    }
  }
}
