// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import io.sparkmmap.core.pagecache.FileResidency;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import picocli.CommandLine.Parameters;

/** A command that changes what of files is in the page cache, and reports the result. */
abstract class CacheCommand extends ToolCommand {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files of this host.")
  private List<Path> files;

  /** What is done, in front of a progress bar. */
  abstract String title();

  /**
   * Does it.
   *
   * @param progress receives how many bytes are done
   */
  abstract void change(Path file, LongConsumer progress) throws IOException;

  /** Why there is not what was wished for, if so. */
  abstract Optional<String> shortfall(FileResidency.Blocks after);

  @Override
  public Integer call() throws IOException {
    int exitCode = ExitCodes.OK;
    for (Path file : files) {
      CachedFile cached = new CachedFile(file);
      FileResidency.Blocks before = cached.residency(1);
      try (ProgressBar bar = progress(title() + " " + file.getFileName(), before.length())) {
        change(file, bar::update);
      }
      FileResidency.Blocks after = cached.residency(1);
      print(json(file, before, after), () -> text(file, before, after));
      Optional<String> shortfall = shortfall(after);
      if (shortfall.isPresent()) {
        err().println("mmap: " + file + ": " + shortfall.get());
        exitCode = ExitCodes.FINDING;
      }
    }
    return exitCode;
  }

  private static Map<String, Object> json(
      Path file, FileResidency.Blocks before, FileResidency.Blocks after) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("path", file.toString());
    members.put("length", after.length());
    members.put("residentBytesBefore", before.totalBytes());
    members.put("residentBytes", after.totalBytes());
    return members;
  }

  private void text(Path file, FileResidency.Blocks before, FileResidency.Blocks after) {
    out()
        .println(
            file
                + ": "
                + CachedFile.share(after.totalBytes(), after.length())
                + " in the page cache, before "
                + ByteSize.of(before.totalBytes()));
  }
}
