// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import org.apache.hadoop.conf.Configuration;

/**
 * Hands out the records of files where they lie in mapped memory, without copying them: the key is
 * the offset in the file at which a record begins, the value a {@link MappedRecord} that is valid
 * until the next one. Key and value are reused from record to record.
 *
 * <p>{@value MmapInputKeys#RECORD_FORMAT} says what a record is: {@code text}, a line, ended as
 * {@link MmapTextInputFormat} describes; {@code csv}, the same, without the first line of each file
 * if {@value MmapInputKeys#CSV_HEADER} says so (a quoted value that goes over several lines is
 * several records); {@code fixed}, {@value MmapInputKeys#RECORD_LENGTH} bytes; or {@code
 * lengthPrefixed}, the bytes behind a length, with the offset of the length as key. Hadoop's keys
 * for paths, filters, recursion, {@code split.minsize} and {@code split.maxsize} apply; {@link
 * MmapInputKeys} has ours.
 */
public class MmapRecordInputFormat extends MmapInputFormat<MappedRecord> {
  @Override
  RecordInput<MappedRecord> recordInput(Configuration conf) {
    return RecordInput.mapped(conf);
  }
}
