// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import java.io.IOException;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;

/** The records of a split as the new API wants them. Hands out one key and one value for all. */
final class MmapRecordReader<V> extends RecordReader<LongWritable, V> {
  private final SplitReader<V> reader;
  private final LongWritable key = new LongWritable();
  private final V value;
  private boolean hasRecord;

  MmapRecordReader(SplitReader<V> reader) {
    this.reader = reader;
    this.value = reader.newValue();
  }

  @Override
  public void initialize(InputSplit split, TaskAttemptContext context) throws IOException {
    reader.open((FileSplit) split, name -> context.getCounter(MmapInputKeys.COUNTER_GROUP, name));
  }

  @Override
  public boolean nextKeyValue() throws IOException {
    hasRecord = reader.next(key, value);
    return hasRecord;
  }

  @Override
  public LongWritable getCurrentKey() {
    return hasRecord ? key : null;
  }

  @Override
  public V getCurrentValue() {
    return hasRecord ? value : null;
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
