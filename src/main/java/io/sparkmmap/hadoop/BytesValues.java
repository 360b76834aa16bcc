// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.ReadStatistics;
import org.apache.hadoop.io.BytesWritable;

/** Copies records into {@link BytesWritable}. */
final class BytesValues implements RecordValues<BytesWritable> {
  @Override
  public BytesWritable newValue() {
    return new BytesWritable();
  }

  @Override
  public void fill(
      BytesWritable value,
      MappedRegion region,
      int position,
      int length,
      ReadStatistics statistics) {
    value.setSize(length);
    region.bytes().get(position, value.getBytes(), 0, length);
    statistics.addBytesCopied(length);
  }
}
