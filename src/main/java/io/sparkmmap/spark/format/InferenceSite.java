// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.format;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * Where columns are inferred: on the driver, or in a task on the host of the files. A format knows
 * of the session what this offers, and nothing else.
 */
public interface InferenceSite extends FileOpener {

  /** Whether this is a task, whose answer is put together with those of other hosts. */
  boolean isTask();

  /** How many cores a job would have; 1 in a task. */
  int cores();

  /**
   * Applies a function to each part: by a job where there is more than one, unless this is a task.
   *
   * @return the results in the order of the parts
   * @throws IOException what the function throws
   */
  <P, R> List<R> map(List<P> parts, PartFunction<P, R> function) throws IOException;

  /** What is done with a part, maybe on an executor. */
  @FunctionalInterface
  interface PartFunction<P, R> extends Serializable {
    /**
     * Reads a part.
     *
     * @param index of the part
     * @param files opens its files
     */
    R apply(P part, int index, FileOpener files) throws IOException;
  }
}
