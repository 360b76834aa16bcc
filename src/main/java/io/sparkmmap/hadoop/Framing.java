// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import java.io.IOException;

/** Where the records of a file begin and end. Immutable. */
interface Framing {
  /** Enough to make the work for a batch small compared with that for its records. */
  int BATCH_RECORDS = 1024;

  /**
   * Whether a file can be one of such records.
   *
   * @param path for the message
   * @param length bytes of the file
   * @throws IOException if it cannot
   */
  void checkFile(String path, long length) throws IOException;

  /**
   * A cursor over the records that begin in a range.
   *
   * @param source owned by the cursor, unless this throws
   */
  RecordCursor cursor(RegionSource source, DataRange range) throws IOException;

  /**
   * Whether a record is handed on.
   *
   * @param offset at which it begins
   * @param bytes of the record and of its separator
   */
  boolean accepts(long offset, long bytes);

  /** Whether a file may be divided. */
  default Splittable splittable() {
    return Splittable.YES;
  }

  /** The same of a file that lies on no disk of a node: of it no index can be kept there. */
  default Splittable splittableElsewhere() {
    return splittable();
  }
}
