// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The options of the data source that decide which files it reads, checked and typed. */
record ListingOptions(
    boolean globPaths,
    boolean recursive,
    Optional<String> basePath,
    boolean ignoreMissingFiles,
    boolean ignoreInvalidPartitionPaths,
    ZoneId zone,
    PathFilters filters) {

  /**
   * Reads the options; what they leave open the session decides.
   *
   * @throws IllegalArgumentException naming the option and its value, if the value is invalid
   */
  static ListingOptions of(CaseInsensitiveStringMap options, SessionSettings session) {
    ZoneId zone = zone(options, session);
    return new ListingOptions(
        // Spark sets it to false for the location of a table.
        options.getOrDefault("__globPaths__", "true").equals("true"),
        Switch.of(options, "recursiveFileLookup", false),
        Optional.ofNullable(options.get("basePath")),
        Switch.of(options, "ignoreMissingFiles", session.ignoreMissingFiles()),
        Switch.of(options, "ignoreInvalidPartitionPaths", session.ignoreInvalidPartitionPaths()),
        zone,
        PathFilters.of(options, zone));
  }

  private static ZoneId zone(CaseInsensitiveStringMap options, SessionSettings session) {
    String id = options.getOrDefault("timeZone", session.timeZoneId());
    try {
      return DateTimeStrings.zone(id);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("Option 'timeZone' is not a time zone: '" + id + "'", e);
    }
  }
}
