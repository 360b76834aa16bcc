// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.InputFormat;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;

/** Drains input formats, for tests: a record becomes its key and its bytes, one char each. */
public final class HadoopRecords {
  private HadoopRecords() {}

  /** A configuration without defaults of the machine, with so large splits that there is one. */
  public static Configuration conf(Path input) {
    Configuration conf = new Configuration();
    conf.set(FileInputFormat.INPUT_DIR, input.toUri().toString());
    // With smaller buffers Hadoop's own reader misses delimiters across their borders.
    conf.setInt("io.file.buffer.size", 1 << 20);
    return conf;
  }

  /** A configuration with splits of so many bytes, before they are made to fit pages. */
  public static Configuration conf(Path input, long splitBytes, boolean mapped) {
    Configuration conf = conf(input);
    conf.setLong(FileInputFormat.SPLIT_MAXSIZE, splitBytes);
    conf.setBoolean(MmapInputKeys.MEMORY_MAP, mapped);
    return conf;
  }

  static List<InputSplit> splits(InputFormat<?, ?> format, Configuration conf) throws IOException {
    try {
      return format.getSplits(Job.getInstance(conf));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The records of all splits, in the order of the splits. */
  public static <V> List<String> all(InputFormat<LongWritable, V> format, Configuration conf)
      throws IOException {
    List<String> records = new ArrayList<>();
    for (InputSplit split : splits(format, conf)) {
      records.addAll(of(format, split, new TaskAttemptContextImpl(conf, new TaskAttemptID())));
    }
    return records;
  }

  static <V> List<String> of(
      InputFormat<LongWritable, V> format, InputSplit split, TaskAttemptContext context)
      throws IOException {
    List<String> records = new ArrayList<>();
    try (RecordReader<LongWritable, V> reader = format.createRecordReader(split, context)) {
      reader.initialize(split, context);
      float progress = 0;
      while (reader.nextKeyValue()) {
        records.add(show(reader.getCurrentKey(), reader.getCurrentValue()));
        if (reader.getProgress() < progress || reader.getProgress() > 1) {
          throw new AssertionError("progress of " + reader.getProgress() + " after " + progress);
        }
        progress = reader.getProgress();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return records;
  }

  /** A record as a string that is the same for equal bytes in whatever kind of value. */
  public static String show(LongWritable key, Object value) {
    byte[] bytes;
    if (value instanceof Text text) {
      bytes = text.copyBytes();
    } else if (value instanceof BytesWritable writable) {
      bytes = Arrays.copyOf(writable.getBytes(), writable.getLength());
    } else {
      bytes = ((MappedRecord) value).copyBytes();
    }
    return key.get() + ":" + new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
