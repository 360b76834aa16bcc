// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import java.io.Serial;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.types.StructField;

/**
 * A mistake for which Spark has an error condition of its own. Whoever talks to Spark says it with
 * that condition; until then, on executors too, it is an invalid argument as any other.
 */
public final class ConditionException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  private final String condition;

  /** A class that can be serialized, as exceptions have to be. */
  private final HashMap<String, String> parameters;

  /**
   * A mistake.
   *
   * @param condition by Spark's name, as in {@code CONFLICTING_DIRECTORY_STRUCTURES}
   * @param parameters that Spark's own text of the condition has
   * @param message what is wrong, and what to do about it
   */
  public ConditionException(String condition, Map<String, String> parameters, String message) {
    this(condition, parameters, message, null);
  }

  /** The same, with what it comes from. */
  public ConditionException(
      String condition, Map<String, String> parameters, String message, Throwable cause) {
    super(message, cause);
    this.condition = condition;
    this.parameters = new HashMap<>(parameters);
  }

  /**
   * A column that a format cannot read as the type that it was declared to have.
   *
   * @param format by its {@code recordFormat}
   * @param message what is wrong, and what to do about it
   */
  public static ConditionException unsupportedType(
      String format, StructField column, String message) {
    return new ConditionException(
        "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
        Map.of(
            "format", format,
            "columnName", "`" + column.name().replace("`", "``") + "`",
            "columnType", "\"" + column.dataType().sql() + "\""),
        message);
  }

  /** Spark's name of it. */
  public String condition() {
    return condition;
  }

  /** What Spark's own text of the condition has in its gaps. */
  public Map<String, String> parameters() {
    return Map.copyOf(parameters);
  }
}
