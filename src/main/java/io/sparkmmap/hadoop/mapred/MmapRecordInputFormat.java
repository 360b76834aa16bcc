// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop.mapred;

import io.sparkmmap.hadoop.MappedRecord;
import io.sparkmmap.hadoop.RecordInput;
import org.apache.hadoop.conf.Configuration;

/** {@link io.sparkmmap.hadoop.MmapRecordInputFormat} for the old API. */
public class MmapRecordInputFormat extends MmapInputFormat<MappedRecord> {
  @Override
  RecordInput<MappedRecord> recordInput(Configuration conf) {
    return RecordInput.mapped(conf);
  }
}
