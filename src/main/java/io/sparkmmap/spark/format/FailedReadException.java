// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.format;

import java.io.IOException;
import java.util.Map;
import org.apache.spark.SparkException;
import scala.jdk.javaapi.CollectionConverters;

/** A record that Spark's own parser refuses, with the error of that parser as the cause. */
public final class FailedReadException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The condition of Spark's own sources. */
  private static final String CONDITION = "FAILED_READ_FILE.NO_HINT";

  private final String place;

  /**
   * An error at a record.
   *
   * @param path of the file
   * @param place in the file, as in {@code row at offset 4}
   * @param cause from Spark's parser
   */
  public FailedReadException(String path, String place, Exception cause) {
    super(path + ": " + place + ": " + cause.getMessage(), cause);
    this.place = path + ": " + place;
  }

  /** Whether Spark's own sources take the file for corrupt then, and not the query for failed. */
  public boolean isCorruption() {
    return getCause() instanceof RuntimeException || getCause() instanceof IOException;
  }

  /** What Spark's own sources throw. */
  public SparkException forSpark() {
    return new SparkException(
        CONDITION,
        scala.collection.immutable.Map.from(CollectionConverters.asScala(Map.of("path", place))),
        getCause());
  }
}
