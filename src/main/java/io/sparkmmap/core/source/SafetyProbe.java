// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.source;

import io.sparkmmap.core.mapping.MappedWindow;
import io.sparkmmap.core.mapping.MappingBudget;
import io.sparkmmap.core.mapping.MappingCache;
import io.sparkmmap.core.os.NativeMemory;
import io.sparkmmap.core.os.PageSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Whether mapped files are safe in this process: the guard against faults, tried out.
 *
 * @param guard whether the guard is there, and what it did
 * @param reason why the guard is not there or was not tried, as a part of a sentence; else empty
 * @param maxMappings that the system gives a process
 * @param limits of the library's own on mappings and mapped bytes, and what of them is in use
 */
public record SafetyProbe(Guard guard, String reason, long maxMappings, String limits) {

  /** What is known of the guard. */
  public enum Guard {
    /** A fault was provoked, and it was caught. */
    CAUGHT_A_FAULT,
    /** It is loaded, but no fault could be provoked. */
    UNTRIED,
    /** A fault was provoked, and went by it. */
    MISSED_A_FAULT,
    /** It is not there. */
    MISSING
  }

  /**
   * Maps a file of its own, cuts it off, and reads where nothing is any more, if the guard is there
   * to catch that.
   *
   * @param directory where to make the file, which is deleted again
   */
  public static SafetyProbe run(Path directory) {
    Optional<NativeMemory> memory = NativeMemory.instance();
    if (memory.isEmpty()) {
      return of(Guard.MISSING, NativeMemory.unavailableReason());
    }
    try {
      return of(provoke(directory) ? Guard.CAUGHT_A_FAULT : Guard.MISSED_A_FAULT, "");
    } catch (IOException e) {
      return of(Guard.UNTRIED, "no file can be made in " + directory + " and mapped: " + e);
    }
  }

  private static SafetyProbe of(Guard guard, String reason) {
    return new SafetyProbe(
        guard,
        reason,
        MappingBudget.systemMaxMappings(),
        MappingCache.shared().budget().toString());
  }

  private static boolean provoke(Path directory) throws IOException {
    int page = PageSize.bytes();
    Path file = Files.createTempFile(directory, "sparkmmap-probe", ".bin");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Files.write(file, new byte[page]);
      MappingBudget own = new MappingBudget(1, Long.MAX_VALUE);
      MappedWindow window = MappedWindow.map(channel, file.toString(), 0, page, own);
      try {
        channel.truncate(0);
        byte read = window.region(page).byteAt(0);
        return read == 0 && window.hasFaulted();
      } finally {
        window.discard();
      }
    } catch (InternalError e) {
      return false; // the JVM took the fault
    } finally {
      Files.delete(file);
    }
  }
}
