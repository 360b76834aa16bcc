// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import java.io.Serial;
import java.util.Map;
import org.apache.spark.QueryContext;
import org.apache.spark.sql.AnalysisException;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * That files cannot be read as a table, as Spark's own sources report it: by one of Spark's error
 * conditions, which PySpark and Spark Connect show as one line. The text is ours, since it says
 * more than Spark's.
 */
public final class ReadFailure extends AnalysisException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * A failure.
   *
   * @param parameters that Spark's own text of the condition has
   */
  public ReadFailure(
      String condition, Map<String, String> parameters, String message, Throwable cause) {
    // Of all constructors the one that takes a text and that Spark 4.0, 4.1 and 4.2 have.
    super(
        "[" + condition + "] " + message,
        Option.empty(),
        Option.empty(),
        Option.apply(cause),
        Option.apply(condition),
        Map$.MODULE$.from(CollectionConverters.asScala(parameters)),
        new QueryContext[0]);
  }
}
