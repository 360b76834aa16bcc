// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import io.sparkmmap.core.pagecache.FileResidency;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what of files lies in the page cache. */
@Command(
    name = "residency",
    description = "Shows which parts of files lie in the page cache, without touching them.",
    footer = {"", "Example:", "  mmap residency --blocks 100 /data/access.log"})
final class ResidencyCommand extends ToolCommand {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files of this host.")
  private List<Path> files;

  @Option(
      names = "--blocks",
      paramLabel = "N",
      defaultValue = "64",
      description = "Into how many blocks to divide a file (${DEFAULT-VALUE}).")
  private int blocks;

  @Override
  public Integer call() throws IOException {
    if (blocks < 1) {
      throw wrongUsage("--blocks must be at least 1, but is " + blocks);
    }
    for (Path file : files) {
      FileResidency.Blocks residency = new CachedFile(file).residency(blocks);
      print(json(file, residency), () -> text(file, residency));
    }
    return ExitCodes.OK;
  }

  private static Map<String, Object> json(Path file, FileResidency.Blocks residency) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("path", file.toString());
    members.put("length", residency.length());
    members.put("residentBytes", residency.totalBytes());
    members.put("blockBytes", residency.blockBytes());
    members.put("residentBytesOfBlocks", residency.residentBytes());
    return members;
  }

  private void text(Path file, FileResidency.Blocks residency) {
    ResidencyBar bar = ResidencyBar.forTerminal(Terminal.hasBlocks());
    out()
        .println(
            file
                + ": "
                + CachedFile.share(residency.totalBytes(), residency.length())
                + " in the page cache");
    out().println(bar.of(residency));
    out().println("each block " + ByteSize.of(residency.blockBytes()) + "; " + bar.legend());
  }
}
