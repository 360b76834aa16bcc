// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import picocli.CommandLine.Command;

/** Builds and checks manifests, which say which host has which files. */
@Command(
    name = "manifest",
    description = {
      "Builds and checks manifests, which list for format(\"mmap\") which host has which files."
          + " Each host builds one of its own files; join puts them together."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ManifestBuildCommand.class,
      ManifestJoinCommand.class,
      ManifestCheckCommand.class,
    },
    footer = {
      "",
      "Examples:",
      "  for host in node1 node2; do",
      "    ssh $host mmap manifest build --host $host /data/shards > $host.json",
      "  done",
      "  mmap manifest join --output shards.json node1.json node2.json",
      "  ssh node1 mmap manifest check --host node1 --json - < shards.json",
      "",
      "'mmap manifest COMMAND --help' lists the options of a command, such as --json."
    })
final class ManifestCommand extends HelpfulCommand implements Runnable {
  @Override
  public void run() {
    throw wrongUsage("a command is missing: build, join or check");
  }
}
