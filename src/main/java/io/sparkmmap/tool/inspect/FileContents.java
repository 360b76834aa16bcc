// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool.inspect;

import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The records of a file, as far as its format shows them. */
interface FileContents {

  /** What else there is to say, by name. */
  Map<String, Object> details();

  List<Inspection.Column> columns();

  /** How many records there are, without a pass over them. */
  Inspection.RecordCount records();

  /** Whether a split can be counted without a pass over its records. */
  boolean countsCheaply();

  Splittable splittable();

  /** Offset of the first record. */
  long dataStart();

  /**
   * A cursor that counts the records of a range.
   *
   * @param source owned by the cursor, unless this throws
   */
  BatchCursor cursor(RegionSource source, DataRange range) throws IOException;

  /**
   * Offset at which the first record of a range begins.
   *
   * @param cursor that was opened for it and has not moved
   * @return -1 if records do not begin anywhere, but lie in columns
   */
  default long firstRecord(BatchCursor cursor) {
    return cursor.nextOffset();
  }
}
