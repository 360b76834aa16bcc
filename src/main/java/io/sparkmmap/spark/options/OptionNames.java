// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.options;

import io.sparkmmap.core.NearNames;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The names that options may have. */
public final class OptionNames {
  /** The options of every format. */
  private static final Set<String> COMMON =
      Set.of(
          ReadOptions.PATH,
          ReadOptions.PATHS,
          ReadOptions.RECORD_FORMAT,
          ReadOptions.MEMORY_MAP,
          ReadOptions.READ_ADVICE,
          ReadOptions.PREFETCH_BYTES,
          ReadOptions.VERIFY_CHECKSUMS,
          ReadOptions.MAX_PARTITION_BYTES,
          ReadOptions.SPLIT_ALIGNMENT,
          ReadOptions.PUSH_DOWN,
          ReadOptions.IGNORE_CORRUPT_FILES,
          ReadOptions.IGNORE_MISSING_FILES,
          "ignoreInvalidPartitionPaths",
          "pathGlobFilter",
          "recursiveFileLookup",
          "modifiedBefore",
          "modifiedAfter",
          "basePath",
          "timeZone",
          "compression",
          PlacementOptions.HOSTS,
          PlacementOptions.MANIFEST,
          PlacementOptions.LOCALITY_MODE,
          PlacementOptions.HOST_WAIT_MS);

  /** What Spark adds of its own, and what it or Hive keeps along with the options of a table. */
  private static final Set<String> NOT_OURS = Set.of("__globpaths__", "serialization.format");

  private OptionNames() {}

  /** The names of the options that every format has. */
  static Set<String> common() {
    return COMMON;
  }

  /** Those of some names that are not options of every format. */
  public static List<String> ofSomeFormat(Set<String> given) {
    Set<String> common = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    common.addAll(COMMON);
    common.addAll(NOT_OURS);
    return given.stream().filter(name -> !common.contains(name)).toList();
  }

  /**
   * Makes sure that all options are known.
   *
   * @throws IllegalArgumentException if one is unknown, naming those that are near
   */
  static void check(CaseInsensitiveStringMap options) {
    Optional<String> format = Optional.ofNullable(options.get(ReadOptions.RECORD_FORMAT));
    TreeSet<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    known.addAll(COMMON);
    known.addAll(format.map(RecordFormats::optionNames).orElseGet(RecordFormats::allOptionNames));
    for (String name : options.asCaseSensitiveMap().keySet()) {
      if (!known.contains(name) && !NOT_OURS.contains(name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(unknown(name, format, known));
      }
    }
  }

  private static String unknown(String name, Optional<String> format, Set<String> known) {
    return "Option '"
        + name
        + "' is not one of format(\"mmap\")"
        + format.map(found -> " with recordFormat " + found).orElse("")
        + ": "
        + NearNames.hint(name, List.copyOf(known), "known are ");
  }
}
