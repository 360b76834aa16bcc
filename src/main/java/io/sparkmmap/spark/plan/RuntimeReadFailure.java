// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import java.io.Serial;
import java.util.Map;
import org.apache.spark.QueryContext;
import org.apache.spark.SparkRuntimeException;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/** The same as a {@link ReadFailure}, for conditions that Spark's own sources throw as this. */
final class RuntimeReadFailure extends SparkRuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String message;

  /**
   * A failure.
   *
   * @param parameters that Spark's own text of the condition has
   */
  RuntimeReadFailure(
      String condition, Map<String, String> parameters, String message, Throwable cause) {
    super(
        condition,
        Map$.MODULE$.from(CollectionConverters.asScala(parameters)),
        cause,
        new QueryContext[0],
        "");
    this.message = "[" + condition + "] " + message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
