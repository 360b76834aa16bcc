// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import io.sparkmmap.core.placement.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Puts the manifests of several hosts together. */
@Command(
    name = "join",
    description = "Puts the manifests of several hosts together into one.",
    footer = {"", "Example:", "  mmap manifest join --output shards.json node1.json node2.json"})
final class ManifestJoinCommand extends ManifestOutput {
  @Parameters(
      paramLabel = "MANIFEST",
      arity = "1..*",
      description = "Files with manifests; - is the standard input.")
  private List<String> manifests;

  @Override
  Manifest manifest() throws IOException {
    List<Manifest.Entry> entries = new ArrayList<>();
    for (String manifest : manifests) {
      entries.addAll(ManifestText.read(manifest).entries());
    }
    String source = "joined from " + String.join(", ", manifests);
    return Manifest.parse(source, new Manifest(source, entries).toJson());
  }
}
