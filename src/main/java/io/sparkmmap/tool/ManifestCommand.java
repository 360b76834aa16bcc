// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Builds and checks manifests, which say which host has which files. */
@Command(
    name = "manifest",
    description = {
      "Builds and checks manifests, which tell format(\"mmap\") which host has which files. Each"
          + " host builds one of its own files; join puts them together."
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
      "'mmap manifest COMMAND --help' tells the options of a command, such as --json."
    })
final class ManifestCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // it is picocli that acts on it
  private boolean help;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "a command is missing: build, join or check");
  }
}
