// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** The command {@code mmap}, which {@code java -jar} starts as well. */
@Command(
    name = "mmap",
    description = "Looks at files as format(\"mmap\") of Spark sees them, and at the page cache.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      InspectCommand.class,
      ResidencyCommand.class,
      WarmCommand.class,
      EvictCommand.class,
      IndexCommand.class,
      ManifestCommand.class,
      VerifyCommand.class,
    },
    versionProvider = MmapTool.Version.class,
    footer = {
      "",
      "Exit codes:",
      "  0  all is well",
      "  1  done, but not as one would wish: the output says what was found",
      "  2  the command line is wrong",
      "  3  a file or the system refuses",
      "",
      "Examples:",
      "  mmap inspect /data/access.log",
      "  mmap inspect --format fixed --layout 'id int64, price float64' /data/ticks.bin",
      "  mmap residency /data/access.log",
      "  mmap manifest build --host node1 /data/shards > node1.json",
      "  mmap verify /data/access.log",
      "",
      "'mmap COMMAND --help' lists the options of a command."
    })
public final class MmapTool extends HelpfulCommand implements Runnable {
  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version and exit.")
  @SuppressWarnings("UnusedVariable") // it is picocli that acts on it
  private boolean version;

  private MmapTool() {}

  /** The version in the manifest of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = MmapTool.class.getPackage().getImplementationVersion();
      return new String[] {"spark-mmap " + (version == null ? "(not from a jar)" : version)};
    }
  }

  /**
   * Runs the tool and ends the JVM.
   *
   * @param arguments of the command line
   */
  public static void main(String[] arguments) {
    PrintWriter out = Terminal.writer(System.out);
    PrintWriter err = Terminal.writer(System.err);
    System.exit(run(out, err, arguments));
  }

  /**
   * Runs the tool.
   *
   * @return one of {@link ExitCodes}
   */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    int exitCode =
        new CommandLine(new MmapTool())
            .setOut(out)
            .setErr(err)
            .setUsageHelpAutoWidth(true)
            .setUsageHelpLongOptionsMaxWidth(30)
            .setExecutionExceptionHandler(MmapTool::failed)
            .execute(arguments);
    out.flush();
    err.flush();
    return exitCode;
  }

  @Override
  public void run() {
    throw wrongUsage("a command is missing");
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (e instanceof IOException
        || e instanceof UncheckedIOException
        || e instanceof UnsupportedOperationException) {
      command.getErr().println("mmap: " + e.getMessage());
      return ExitCodes.FAILED;
    }
    if (e instanceof IllegalArgumentException) {
      command.getErr().println("mmap: " + e.getMessage());
      return ExitCodes.USAGE;
    }
    throw e;
  }
}
