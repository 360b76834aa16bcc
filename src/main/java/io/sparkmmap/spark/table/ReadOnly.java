// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.table;

import io.sparkmmap.spark.plan.ReadFailure;
import java.util.Map;

/** Refuses what would write: the source reads, and says who writes what it reads. */
public final class ReadOnly {
  private ReadOnly() {}

  /**
   * The refusal.
   *
   * @param target what was to be written
   */
  public static ReadFailure refusal(String target, String operation) {
    return new ReadFailure(
        "UNSUPPORTED_FEATURE.TABLE_OPERATION",
        Map.of("tableName", target, "operation", operation),
        target
            + ": nothing can be written, for format(\"mmap\") reads files and writes none. Write"
            + " lines with Spark's own format(\"text\") or format(\"csv\"), and other files with"
            + " the library of their format: numpy.save, tofile of a NumPy array for"
            + " recordFormat=fixed, pyarrow.feather.write_feather",
        null);
  }
}
