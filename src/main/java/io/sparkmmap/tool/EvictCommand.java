// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import io.sparkmmap.core.pagecache.FileResidency;
import io.sparkmmap.core.pagecache.PageCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;

/** Drops files from the page cache. */
@Command(
    name = "evict",
    description = "Drops files from the page cache, so that the next scan of them reads the disk.",
    footer = {"", "Example:", "  mmap evict /data/ticks.bin"})
final class EvictCommand extends CacheCommand {
  @Override
  String title() {
    return "Dropping";
  }

  @Override
  void change(Path file, LongConsumer progress) throws IOException {
    PageCache.evict(file, progress);
  }

  @Override
  Optional<String> shortfall(FileResidency.Blocks after) {
    return after.totalBytes() > 0
        ? Optional.of(
            "not all of it went, for a process has it mapped or locked, such as an executor that"
                + " read it")
        : Optional.empty();
  }
}
