// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many page faults a thread has had so far.
 *
 * @param minor those for which nothing had to be read
 * @param major those that waited for storage
 */
public record PageFaults(long minor, long major) {
  private static final Path STAT = Path.of("/proc/thread-self/stat");
  private static final PageFaults UNKNOWN = new PageFaults(0, 0);

  /**
   * Positions behind the name of the thread, which may itself have spaces: see <a
   * href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>.
   */
  private static final int MINOR_FIELD = 8;

  private static final int MAJOR_FIELD = 10;

  /** Those of the calling thread; zeros where the system does not report them. */
  public static PageFaults ofThisThread() {
    try {
      return parse(new String(Files.readAllBytes(STAT), StandardCharsets.ISO_8859_1));
    } catch (IOException | RuntimeException e) {
      return UNKNOWN;
    }
  }

  static PageFaults parse(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).split(" ", -1);
    return new PageFaults(Long.parseLong(fields[MINOR_FIELD]), Long.parseLong(fields[MAJOR_FIELD]));
  }
}
