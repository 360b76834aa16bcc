// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.spark.files.ConditionException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.apache.spark.SparkException;

/**
 * Says what goes wrong on the driver as Spark's own sources do. Every way from Spark into this
 * source runs through here, so that what is thrown below needs to know nothing of it.
 */
final class ReadErrors {
  private static final String PATH = "path";

  private ReadErrors() {}

  /** Something that Spark asks for. */
  interface Step<T> {
    /** Does it. */
    T run() throws IOException;
  }

  /**
   * Does what Spark asks for. Trouble with files becomes an {@link
   * org.apache.spark.sql.AnalysisException} that no method of Spark's interfaces declares; invalid
   * options stay what they are.
   *
   * @param options whose paths are at fault where nothing else is known
   */
  static <T> T asSparkSaysThem(ReadOptions options, Step<T> step) {
    try {
      return step.run();
    } catch (ConditionException e) {
      throw sneaky(
          new ReadFailure(e.condition(), e.parameters(), oneLine(e.getMessage()), e.getCause()));
    } catch (UncheckedIOException e) {
      throw sneaky(failure(options, e.getCause()));
    } catch (IOException e) {
      throw sneaky(failure(options, e));
    } catch (Exception e) {
      throw sneaky(e instanceof SparkException ? ofJob(options, e) : e);
    }
  }

  /** What a task of a job says, and not which job it was of. */
  private static Exception ofJob(ReadOptions options, Exception failed) {
    for (Throwable cause = failed.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException e) {
        return failure(options, e);
      }
    }
    return failed;
  }

  private static ReadFailure failure(ReadOptions options, IOException e) {
    boolean missing = e instanceof FileNotFoundException || e instanceof NoSuchFileException;
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return new ReadFailure(
        missing ? "PATH_NOT_FOUND" : "FAILED_READ_FILE.NO_HINT",
        Map.of(PATH, options.origin()),
        oneLine(message),
        e);
  }

  /** PySpark shows a message line by line above a trace of the JVM; only the first line is read. */
  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** Throws an exception that no method of Spark's interfaces declares. */
  static RuntimeException undeclared(Exception e) {
    throw sneaky(e);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> RuntimeException sneaky(Throwable e) throws E {
    throw (E) e;
  }
}
