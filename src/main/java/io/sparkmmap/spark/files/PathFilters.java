// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Which of the files found are read: those of the options {@code pathGlobFilter}, {@code
 * modifiedAfter} and {@code modifiedBefore}, and never hidden ones.
 *
 * @param glob what file names have to match
 * @param afterMicros the modification time has to lie after it, {@link #wallClock} in {@code zone}
 * @param beforeMicros the modification time has to lie before it
 */
record PathFilters(
    Optional<GlobFilter> glob, OptionalLong afterMicros, OptionalLong beforeMicros, ZoneId zone) {

  static PathFilters of(CaseInsensitiveStringMap options, ZoneId zone) {
    return new PathFilters(
        Optional.ofNullable(options.get("pathGlobFilter")).map(PathFilters::globFilter),
        micros(options, "modifiedAfter", zone),
        micros(options, "modifiedBefore", zone),
        zone);
  }

  boolean accept(LeafFile file) {
    if (!isData(file.name())) {
      return false;
    }
    if (glob.isPresent() && !glob.get().accept(new Path(file.path()))) {
      return false;
    }
    if (afterMicros.isEmpty() && beforeMicros.isEmpty()) {
      return true;
    }
    long modified = wallClock(file.modificationTimeMs());
    return (afterMicros.isEmpty() || modified > afterMicros.getAsLong())
        && (beforeMicros.isEmpty() || modified < beforeMicros.getAsLong());
  }

  /**
   * Whether the listing leaves out a file or directory of this name, with all that is below it.
   * Spark lets the metadata of Parquet tables pass here, and takes its files out in {@link
   * #isData}; a directory of that name it reads.
   */
  static boolean isHidden(String name) {
    boolean hidden =
        (name.startsWith("_") && !name.contains("="))
            || name.startsWith(".")
            || name.endsWith("._COPYING_");
    return hidden && !name.startsWith("_common_metadata") && !name.startsWith("_metadata");
  }

  /** Whether a listed file of this name holds data, and makes its directory count. */
  static boolean isData(String name) {
    return !(name.startsWith("_") && !name.contains("=")) && !name.startsWith(".");
  }

  /** Spark compares the wall clock of the zone with an instant; off UTC that is not the same. */
  private long wallClock(long modificationTimeMs) {
    return DateTimeStrings.wallClockMicros(Instant.ofEpochMilli(modificationTimeMs), zone);
  }

  private static GlobFilter globFilter(String pattern) {
    try {
      return new GlobFilter(pattern);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Option 'pathGlobFilter' is not a valid glob: " + pattern, e);
    }
  }

  private static OptionalLong micros(CaseInsensitiveStringMap options, String name, ZoneId zone) {
    String value = options.get(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    OptionalLong micros = DateTimeStrings.timestampMicros(value, zone);
    if (micros.isEmpty()) {
      throw new IllegalArgumentException(
          "Option '"
              + name
              + "' is not a timestamp: '"
              + value
              + "'; expected one like 2020-06-15T05:00:00");
    }
    return micros;
  }
}
