// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.mapping.MappedRegion;

/** Where the records of a batch lie, if not equally far apart. */
public interface RecordPlaces {
  /** The region in which a record lies. */
  MappedRegion region(int row);

  /** Position in {@link #region} of a record's first byte. */
  int position(int row);
}
