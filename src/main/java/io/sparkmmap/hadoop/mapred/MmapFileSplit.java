// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop.mapred;

import org.apache.hadoop.mapred.FileSplit;

/** A {@link io.sparkmmap.hadoop.MmapFileSplit} of the old API. */
public final class MmapFileSplit extends FileSplit {
  private final io.sparkmmap.hadoop.MmapFileSplit split;

  /** For Hadoop, which fills it by {@code readFields}. */
  public MmapFileSplit() {
    this(new io.sparkmmap.hadoop.MmapFileSplit());
  }

  MmapFileSplit(io.sparkmmap.hadoop.MmapFileSplit split) {
    super(split);
    this.split = split;
  }

  io.sparkmmap.hadoop.MmapFileSplit split() {
    return split;
  }
}
