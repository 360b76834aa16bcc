// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop.mapred;

import io.sparkmmap.hadoop.RecordInput;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;

/** {@link io.sparkmmap.hadoop.MmapFixedLengthInputFormat} for the old API. */
public class MmapFixedLengthInputFormat extends MmapInputFormat<BytesWritable> {
  @Override
  RecordInput<BytesWritable> recordInput(Configuration conf) {
    return RecordInput.fixedLength(conf);
  }
}
