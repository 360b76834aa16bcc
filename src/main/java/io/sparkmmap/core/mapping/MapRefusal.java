// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Why the system refused a mapping, and what helps. For lack of mappings and for lack of address
 * space it gives the same error, so the limits are read.
 *
 * @param reason as a part of a sentence
 * @param remedy as a part of a sentence
 */
record MapRefusal(String reason, String remedy) {
  private static final Path MAPPINGS = Path.of("/proc/self/maps");
  private static final Path LIMITS = Path.of("/proc/self/limits");

  private static final int EPERM = 1;
  private static final int ENOMEM = 12;
  private static final int EACCES = 13;
  private static final int ENODEV = 19;
  private static final int ENOSYS = 38;

  private static final String ADDRESS_SPACE = "Max address space";
  private static final String UNLIMITED = "unlimited";

  private static final String RAISE_MAPPINGS =
      "raise vm.max_map_count (sysctl -w vm.max_map_count=262144)";
  private static final String RAISE_ADDRESS_SPACE =
      "raise the limit of this process on address space (ulimit -v unlimited)";

  /** Takes the JDK's exception for what it says, and asks the system for the rest. */
  static MapRefusal of(IOException e) {
    if (e.getCause() instanceof OutOfMemoryError) { // ENOMEM
      return outOf(ownMappings(), MappingBudget.systemMaxMappings(), addressSpaceLimit());
    }
    return of(String.valueOf(e.getMessage()));
  }

  /** For an error number of the system's. */
  static MapRefusal of(int error) {
    return switch (error) {
      case EPERM -> of("Operation not permitted");
      case EACCES -> of("Permission denied");
      case ENOSYS -> of("Function not implemented");
      case ENODEV -> of("No such device");
      case ENOMEM -> outOf(ownMappings(), MappingBudget.systemMaxMappings(), addressSpaceLimit());
      default -> of("error " + error + " of mmap");
    };
  }

  /** For the words of the C library. */
  static MapRefusal of(String message) {
    String words = message.toLowerCase(Locale.ROOT);
    if (words.contains("not permitted")
        || words.contains("not implemented")
        || words.contains("permission denied")) {
      return new MapRefusal(
          message,
          "have the security module of the host (SELinux, AppArmor, seccomp) allow this process to"
              + " map files");
    }
    if (words.contains("no such device")) {
      return new MapRefusal(
          message + ": the file system of the file does not support mappings",
          "copy the file to another file system");
    }
    return new MapRefusal(message, "look for the reason in the system's log (dmesg)");
  }

  /**
   * For lack of something.
   *
   * @param mappings that this process has, 0 where that is not known
   * @param maxMappings that it may have
   * @param addressSpace the limit on its address space, as the system prints it
   */
  static MapRefusal outOf(long mappings, long maxMappings, String addressSpace) {
    if (mappings >= maxMappings - maxMappings / 20) {
      return new MapRefusal(
          "out of mappings: the process has " + mappings + " of at most " + maxMappings,
          RAISE_MAPPINGS);
    }
    if (!addressSpace.equals(UNLIMITED)) {
      return new MapRefusal(
          "out of address space: the limit of the process is " + addressSpace + " bytes",
          RAISE_ADDRESS_SPACE);
    }
    return new MapRefusal(
        "out of mappings or of address space",
        RAISE_MAPPINGS
            + ", or the limit on memory that may be promised (vm.overcommit_memory), if that is 2");
  }

  private static long ownMappings() {
    try (BufferedReader maps = Files.newBufferedReader(MAPPINGS, StandardCharsets.ISO_8859_1)) {
      return maps.lines().count();
    } catch (IOException e) {
      return 0;
    }
  }

  private static String addressSpaceLimit() {
    try (BufferedReader limits = Files.newBufferedReader(LIMITS, StandardCharsets.ISO_8859_1)) {
      return limits
          .lines()
          .filter(line -> line.startsWith(ADDRESS_SPACE))
          .map(line -> line.substring(ADDRESS_SPACE.length()).trim().split("\\s+", 2)[0])
          .findFirst()
          .orElse(UNLIMITED);
    } catch (IOException e) {
      return UNLIMITED;
    }
  }
}
