// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import io.sparkmmap.core.pagecache.FileResidency;
import io.sparkmmap.core.pagecache.PageCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;

/** Brings files into the page cache. */
@Command(
    name = "warm",
    description = "Reads files into the page cache, so that the next scan of them reads no disk.",
    footer = {"", "Example:", "  mmap warm /data/ticks.bin"})
final class WarmCommand extends CacheCommand {
  @Override
  String title() {
    return "Reading";
  }

  @Override
  void change(Path file, LongConsumer progress) throws IOException {
    PageCache.warm(file, progress);
  }

  @Override
  Optional<String> shortfall(FileResidency.Blocks after) {
    return after.totalBytes() < after.length()
        ? Optional.of("not all of it stayed, for there is more than the page cache has room for")
        : Optional.empty();
  }
}
