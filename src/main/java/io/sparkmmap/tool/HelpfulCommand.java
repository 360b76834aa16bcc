// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command has, one that only has commands below it too: its help, and usage errors. */
abstract class HelpfulCommand {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // it is picocli that acts on it
  private boolean help;

  final CommandSpec spec() {
    return spec;
  }

  /** An error of the command line, shown with the command's usage. */
  final RuntimeException wrongUsage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
