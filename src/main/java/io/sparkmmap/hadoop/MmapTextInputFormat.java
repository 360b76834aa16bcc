// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;

/**
 * Reads the lines of files through memory mapping, in the place of Hadoop's {@code
 * TextInputFormat}: the key is the offset in the file at which a line begins, the value the line
 * without its end. Key and value are reused from line to line.
 *
 * <p>Hadoop's keys apply: paths, filters and recursion of {@code FileInputFormat}, {@code
 * split.minsize} and {@code split.maxsize}, {@value MmapInputKeys#RECORD_DELIMITER}, and {@code
 * mapreduce.input.linerecordreader.line.maxlength}; {@link MmapInputKeys} has ours. The bytes of a
 * line are copied once, into the {@code Text}; {@link MmapRecordInputFormat} copies none.
 *
 * <p>What differs: splits of local files begin at page borders and are equally long, a line belongs
 * to the split that has its first byte, and the key of a line that follows one left out for its
 * length is its own offset. Of other file systems blocks of HDFS are mapped and all else is read.
 * Compressed files are refused.
 */
public class MmapTextInputFormat extends MmapInputFormat<Text> {
  @Override
  RecordInput<Text> recordInput(Configuration conf) {
    return RecordInput.text(conf);
  }
}
