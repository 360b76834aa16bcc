// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop.mapred;

import io.sparkmmap.hadoop.MmapInputKeys;
import io.sparkmmap.hadoop.SplitReader;
import java.io.IOException;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.mapred.RecordReader;
import org.apache.hadoop.mapred.Reporter;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;

/** The records of a split as the old API wants them: into keys and values of the caller's. */
final class MmapRecordReader<V> implements RecordReader<LongWritable, V> {
  private final SplitReader<V> reader;

  private MmapRecordReader(SplitReader<V> reader) {
    this.reader = reader;
  }

  static <V> MmapRecordReader<V> open(SplitReader<V> reader, FileSplit split, Reporter reporter)
      throws IOException {
    reader.open(split, name -> reporter.getCounter(MmapInputKeys.COUNTER_GROUP, name));
    return new MmapRecordReader<>(reader);
  }

  @Override
  public boolean next(LongWritable key, V value) throws IOException {
    return reader.next(key, value);
  }

  @Override
  public LongWritable createKey() {
    return new LongWritable();
  }

  @Override
  public V createValue() {
    return reader.newValue();
  }

  @Override
  public long getPos() {
    return reader.offset();
  }

  @Override
  public float getProgress() {
    return reader.progress();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
