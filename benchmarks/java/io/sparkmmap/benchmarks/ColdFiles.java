// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import io.sparkmmap.core.mapping.SharedMappings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Empties the page cache, so that what is read next comes from storage. */
final class ColdFiles {
  private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

  private ColdFiles() {}

  /** Drops all files from memory, those too that this process had mapped; needs root. */
  static void drop() throws IOException, InterruptedException {
    SharedMappings.letGo(); // what is mapped is not dropped
    CommandPeers.output("sync");
    try {
      Files.writeString(DROP_CACHES, "1");
    } catch (IOException e) {
      throw new IOException("cold files need " + DROP_CACHES + ", which root may write", e);
    }
  }

  /** Seconds that {@code dd} takes for a file. */
  static double secondsOfDd(Path file) throws Exception {
    return Turns.secondsOf(
        () -> CommandPeers.output("dd", "if=" + file, "of=/dev/null", "bs=4M", "status=none"));
  }
}
