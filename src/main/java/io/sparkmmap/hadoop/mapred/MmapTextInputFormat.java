// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop.mapred;

import io.sparkmmap.hadoop.RecordInput;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;

/** {@link io.sparkmmap.hadoop.MmapTextInputFormat} for the old API. */
public class MmapTextInputFormat extends MmapInputFormat<Text> {
  @Override
  RecordInput<Text> recordInput(Configuration conf) {
    return RecordInput.text(conf);
  }
}
