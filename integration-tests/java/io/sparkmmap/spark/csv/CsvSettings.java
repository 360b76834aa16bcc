// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * Settings of a session that decide what the rows of a CSV file are.
 *
 * @param values by the names of the settings; those that are left out have their defaults
 */
record CsvSettings(Map<String, String> values) {
  private static final Map<String, List<String>> KNOWN =
      Map.of(
          "spark.sql.ansi.enabled", List.of("false", "true"),
          "spark.sql.caseSensitive", List.of("true"),
          "spark.sql.csv.parser.columnPruning.enabled", List.of("false"),
          "spark.sql.csv.filterPushdown.enabled", List.of("false"),
          "spark.sql.legacy.timeParserPolicy", List.of("LEGACY", "CORRECTED", "EXCEPTION"),
          "spark.sql.legacy.csv.enableDateTimeParsingFallback", List.of("true", "false"),
          "spark.sql.columnNameOfCorruptRecord", List.of("bad", "c1"),
          "spark.sql.timestampType", List.of("TIMESTAMP_NTZ"),
          "spark.sql.session.timeZone",
              List.of("America/New_York", "Asia/Kolkata", "Pacific/Apia", "-08:30"));

  /** The defaults, but for about every fourth setting. */
  static CsvSettings random(Random random) {
    Map<String, String> values = new TreeMap<>();
    for (String name : new TreeMap<>(KNOWN).keySet()) {
      List<String> possible = KNOWN.get(name);
      if (random.nextInt(4) == 0) {
        values.put(name, possible.get(random.nextInt(possible.size())));
      }
    }
    return new CsvSettings(values);
  }

  /** Gives a session these settings, in the place of those of an earlier call. */
  void set(SparkSession spark) {
    KNOWN.keySet().forEach(spark.conf()::unset);
    spark.conf().set("spark.sql.session.timeZone", "UTC");
    values.forEach(spark.conf()::set);
  }
}
