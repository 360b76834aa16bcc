// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import io.sparkmmap.core.mapping.SharedMappings;
import io.sparkmmap.core.pagecache.FileResidency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Empties the page cache, so that what is read next comes from storage. */
final class ColdFiles {
  private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

  private static final int MAX_RESIDENT_PART = 100;

  private ColdFiles() {}

  /**
   * Drops all files from memory; needs root.
   *
   * @param file that this process may have mapped, and that has to be gone then
   */
  static void drop(Path file) throws IOException, InterruptedException {
    SharedMappings.letGo();
    if (isMapped(file)) {
      throw new IOException(file + " is still mapped by this process");
    }
    CommandPeers.output("sync");
    try {
      Files.writeString(DROP_CACHES, "1");
    } catch (IOException e) {
      throw new IOException("cold files need " + DROP_CACHES + ", which root may write", e);
    }
    long resident = FileResidency.residentBytes(file).orElse(0);
    if (resident > Files.size(file) / MAX_RESIDENT_PART) {
      throw new IOException(file + " is still in memory, " + resident + " bytes of it");
    }
  }

  private static boolean isMapped(Path file) throws IOException {
    String name = file.toRealPath().toString();
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .anyMatch(line -> line.endsWith(name));
  }

  /** Seconds that {@code dd} takes for a file. */
  static double secondsOfDd(Path file) throws Exception {
    return Turns.secondsOf(
        () -> CommandPeers.output("dd", "if=" + file, "of=/dev/null", "bs=4M", "status=none"));
  }
}
