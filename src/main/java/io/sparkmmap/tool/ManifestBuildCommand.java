// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import io.sparkmmap.core.os.LocalHost;
import io.sparkmmap.core.placement.Host;
import io.sparkmmap.core.placement.Manifest;
import io.sparkmmap.tool.manifest.ManifestListing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a manifest of files of this host. */
@Command(
    name = "build",
    description = {
      "Writes a manifest of files of this host, with their lengths and modification times. Of"
          + " directories it takes all files below, but for hidden ones, as Spark does."
    },
    footer = {
      "",
      "Examples:",
      "  mmap manifest build --host node1 --alias 10.0.0.1 /data/shards > node1.json",
      "  mmap manifest build --json --output node1.json /data/a.bin /data/b.bin"
    })
final class ManifestBuildCommand extends ManifestOutput {
  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files and directories.")
  private List<Path> paths;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "What Spark calls this host (its own name).")
  private String host;

  @Option(
      names = "--alias",
      paramLabel = "NAME",
      description = "Another name of it; may be given several times.")
  private List<String> aliases = List.of();

  @Override
  Manifest manifest() throws IOException {
    Host named;
    try {
      named = new Host(host == null ? LocalHost.name() : host, aliases);
    } catch (IllegalArgumentException e) {
      throw wrongUsage(e.getMessage());
    }
    return new Manifest(
        "of host " + named.name(),
        List.of(new Manifest.Entry(named, ManifestListing.below(paths), 0)));
  }
}
