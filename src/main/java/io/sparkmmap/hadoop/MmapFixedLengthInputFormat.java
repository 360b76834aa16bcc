// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.mapreduce.lib.input.FixedLengthInputFormat;

/**
 * Reads records of equal length through memory mapping, in the place of Hadoop's {@code
 * FixedLengthInputFormat}: the key is the offset in the file at which a record begins, the value
 * its bytes. Key and value are reused from record to record.
 *
 * <p>Hadoop's keys apply: paths, filters and recursion of {@code FileInputFormat}, {@code
 * split.minsize} and {@code split.maxsize}, and {@value #FIXED_RECORD_LENGTH}; {@link
 * MmapInputKeys} has ours. The bytes of a record are copied once, into the {@code BytesWritable};
 * {@link MmapRecordInputFormat} copies none.
 *
 * <p>What differs: splits of local files begin at page borders and are equally long, a record
 * belongs to the split that has its first byte, and a file that is not a whole number of records is
 * refused before anything is read of it. Of other file systems blocks of HDFS are mapped and all
 * else is read. Compressed files are refused.
 */
public class MmapFixedLengthInputFormat extends MmapInputFormat<BytesWritable> {
  /** Hadoop's key for the length of a record in bytes. */
  public static final String FIXED_RECORD_LENGTH = "fixedlengthinputformat.record.length";

  /**
   * Sets the length of a record.
   *
   * @param recordLength bytes, at least 1
   */
  public static void setRecordLength(Configuration conf, int recordLength) {
    FixedLengthInputFormat.setRecordLength(conf, recordLength);
  }

  /** The length of a record in bytes; 0 if none was set. */
  public static int getRecordLength(Configuration conf) {
    return FixedLengthInputFormat.getRecordLength(conf);
  }

  @Override
  RecordInput<BytesWritable> recordInput(Configuration conf) {
    return RecordInput.fixedLength(conf);
  }
}
