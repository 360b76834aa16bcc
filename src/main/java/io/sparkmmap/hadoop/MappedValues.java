// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.ReadStatistics;

/** Points {@link MappedRecord}s at records where they lie. */
final class MappedValues implements RecordValues<MappedRecord> {
  @Override
  public MappedRecord newValue() {
    return new MappedRecord();
  }

  @Override
  public void fill(
      MappedRecord value,
      MappedRegion region,
      int position,
      int length,
      ReadStatistics statistics) {
    value.pointTo(region.bytes(), position, length);
  }
}
