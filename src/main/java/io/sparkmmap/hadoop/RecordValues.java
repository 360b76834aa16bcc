// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.ReadStatistics;
import java.io.IOException;

/** Makes values of records. For one reader. */
interface RecordValues<V> {
  /** An empty value. */
  V newValue();

  /**
   * Makes a value that of a record.
   *
   * @param region in which the record lies
   * @param position of its first byte in the region
   * @param length bytes without separator
   * @param statistics where bytes that are copied are counted
   */
  void fill(V value, MappedRegion region, int position, int length, ReadStatistics statistics)
      throws IOException;
}
