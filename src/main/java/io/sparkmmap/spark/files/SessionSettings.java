// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.NameRule;
import java.io.Serializable;
import java.util.function.UnaryOperator;

/**
 * What the listing of files needs to know of the Spark session. Options of the data source that say
 * the same override it.
 *
 * @param timeZoneId the zone of timestamps that name none
 * @param caseSensitive whether columns that differ by case only are different columns
 * @param partitionColumnTypeInference whether partition columns get types other than string
 * @param validatePartitionColumns whether a partition value that does not fit the type that the
 *     user declared is an error; it is null otherwise
 * @param timestampNtz whether inferred timestamps are without time zone
 * @param ignoreMissingFiles whether files that vanish during the listing are skipped
 * @param ignoreInvalidPartitionPaths whether directories that are no partition are skipped where
 *     others are
 * @param ignoreStreamMetadata whether the output of a streaming query may be read without the log
 *     of its committed files
 */
public record SessionSettings(
    String timeZoneId,
    boolean caseSensitive,
    boolean partitionColumnTypeInference,
    boolean validatePartitionColumns,
    boolean timestampNtz,
    boolean ignoreMissingFiles,
    boolean ignoreInvalidPartitionPaths,
    boolean ignoreStreamMetadata)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Reads the settings of a session.
   *
   * @param conf gives the value of a configuration entry of Spark SQL, defaults included: {@code
   *     spark.conf()::get}
   */
  public static SessionSettings of(UnaryOperator<String> conf) {
    return new SessionSettings(
        conf.apply("spark.sql.session.timeZone"),
        Boolean.parseBoolean(conf.apply("spark.sql.caseSensitive")),
        Boolean.parseBoolean(conf.apply("spark.sql.sources.partitionColumnTypeInference.enabled")),
        Boolean.parseBoolean(conf.apply("spark.sql.sources.validatePartitionColumns")),
        "TIMESTAMP_NTZ".equalsIgnoreCase(conf.apply("spark.sql.timestampType")),
        Boolean.parseBoolean(conf.apply("spark.sql.files.ignoreMissingFiles")),
        Boolean.parseBoolean(conf.apply("spark.sql.files.ignoreInvalidPartitionPaths")),
        Boolean.parseBoolean(conf.apply("spark.sql.streaming.fileStreamSink.ignoreMetadata")));
  }

  /** When two names are one. */
  public NameRule names() {
    return caseSensitive ? NameRule.CASE_SENSITIVE : NameRule.CASE_INSENSITIVE;
  }

  /** What a session has where nobody configured anything, in the given time zone. */
  public static SessionSettings defaults(String timeZoneId) {
    return new SessionSettings(timeZoneId, false, true, true, false, false, false, false);
  }
}
