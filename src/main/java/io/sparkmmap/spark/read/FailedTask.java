// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.read;

import io.sparkmmap.spark.format.FailedReadException;
import io.sparkmmap.spark.format.OneLine;
import java.io.FileNotFoundException;
import java.io.InterruptedIOException;
import java.io.Serial;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.apache.spark.QueryContext;
import org.apache.spark.SparkException;
import org.apache.spark.SparkThrowable;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * That a task could not read a file, by the conditions that Spark's own sources have for it. What
 * has one reaches the user as it is; of anything else Spark would say that a job was aborted, and
 * put the trace of the task into the message.
 */
final class FailedTask extends SparkException {
  @Serial private static final long serialVersionUID = 1L;

  private FailedTask(String condition, String path, Exception cause) {
    super(
        "[" + condition + "] " + OneLine.of(cause),
        cause,
        Option.apply(condition),
        Map$.MODULE$.from(CollectionConverters.asScala(Map.of("path", path))),
        new QueryContext[0]);
  }

  /**
   * What to throw for an error.
   *
   * @param path of the file that was read
   */
  static Exception of(Exception e, String path) {
    if (e instanceof FailedReadException failed) {
      return failed.forSpark();
    }
    if (e instanceof SparkThrowable
        || e instanceof InterruptedIOException
        || e instanceof ClosedByInterruptException) {
      return e;
    }
    boolean missing = e instanceof FileNotFoundException || e instanceof NoSuchFileException;
    return new FailedTask(
        missing ? "FAILED_READ_FILE.FILE_NOT_EXIST" : "FAILED_READ_FILE.NO_HINT", path, e);
  }
}
