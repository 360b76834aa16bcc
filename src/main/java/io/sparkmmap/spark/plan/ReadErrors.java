// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import io.sparkmmap.spark.files.ConditionException;
import io.sparkmmap.spark.format.OneLine;
import io.sparkmmap.spark.options.ReadOptions;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkException;

/**
 * Says what goes wrong on the driver as Spark's own sources do. Every way from Spark into this
 * source runs through here, so that what is thrown below needs to know nothing of it.
 */
public final class ReadErrors {
  private static final String PATH = "path";

  private static final Set<String> OF_RUNTIME =
      Set.of(
          "CONFLICTING_DIRECTORY_STRUCTURES",
          "CONFLICTING_PARTITION_COLUMN_NAMES",
          "INVALID_PARTITION_VALUE");

  private ReadErrors() {}

  /** Something that Spark asks for. */
  public interface Step<T> {
    /** Does it. */
    T run() throws IOException;
  }

  /**
   * Does what Spark asks for. Trouble with files becomes an {@link
   * org.apache.spark.sql.AnalysisException} that no method of Spark's interfaces declares, or what
   * Spark's own sources throw in its place; invalid options stay what they are.
   *
   * @param options whose paths are at fault where nothing else is known
   */
  public static <T> T asSparkSaysThem(ReadOptions options, Step<T> step) {
    try {
      return step.run();
    } catch (ConditionException e) {
      throw sneaky(failure(e, e.getMessage(), e.getCause()));
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

  /** With the class of exception that Spark's own sources have for the condition. */
  private static Exception failure(ConditionException mistake, String message, Throwable cause) {
    return OF_RUNTIME.contains(mistake.condition())
        ? new RuntimeReadFailure(
            mistake.condition(), mistake.parameters(), OneLine.of(message), cause)
        : new ReadFailure(mistake.condition(), mistake.parameters(), OneLine.of(message), cause);
  }

  private static Exception failure(ReadOptions options, IOException e) {
    if (e.getCause() instanceof ConditionException mistake) { // of a host
      return failure(mistake, e.getMessage(), e);
    }
    if (e.getCause() instanceof IllegalArgumentException) {
      return new IllegalArgumentException(OneLine.of(e.getMessage()), e);
    }
    boolean missing = e instanceof FileNotFoundException || e instanceof NoSuchFileException;
    return new ReadFailure(
        missing ? "PATH_NOT_FOUND" : "FAILED_READ_FILE.NO_HINT",
        Map.of(PATH, options.origin()),
        OneLine.of(e),
        e);
  }

  /** Throws an exception that no method of Spark's interfaces declares. */
  public static RuntimeException undeclared(Exception e) {
    throw sneaky(e);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> RuntimeException sneaky(Throwable e) throws E {
    throw (E) e;
  }
}
