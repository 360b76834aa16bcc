// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import io.sparkmmap.hadoop.MmapFixedLengthInputFormat;
import io.sparkmmap.hadoop.MmapInputKeys;
import io.sparkmmap.hadoop.MmapTextInputFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.hadoop.io.BinaryComparable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.mapreduce.InputFormat;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;

/** Reads all of a {@link MarkedFile} by the record readers of Hadoop's new API. */
final class HadoopScan {
  private final MarkedFile kind;
  private final Job job;
  private final List<InputSplit> splits;

  /** Makes the splits, so that a change from now on is one under the job. */
  HadoopScan(MarkedFile kind, Path file, Mode mode) throws IOException, InterruptedException {
    this.kind = kind;
    this.job = Job.getInstance();
    job.getConfiguration().set("fs.defaultFS", "file:///");
    job.getConfiguration().set(MmapInputKeys.MEMORY_MAP, mode.memoryMap());
    job.getConfiguration()
        .setInt(MmapFixedLengthInputFormat.FIXED_RECORD_LENGTH, kind.recordBytes());
    FileInputFormat.setInputPaths(job, new org.apache.hadoop.fs.Path(file.toUri()));
    FileInputFormat.setMaxInputSplitSize(job, MarkedFile.PARTITION_BYTES);
    this.splits = format().getSplits(job);
  }

  private InputFormat<LongWritable, ? extends BinaryComparable> format() {
    return kind == MarkedFile.TICKS ? new MmapFixedLengthInputFormat() : new MmapTextInputFormat();
  }

  /** A checksum of all keys and values. */
  long checksum() throws IOException, InterruptedException {
    TaskAttemptContext task =
        new TaskAttemptContextImpl(job.getConfiguration(), new TaskAttemptID());
    CRC32 checksum = new CRC32();
    long keys = 0;
    for (InputSplit split : splits) {
      try (RecordReader<LongWritable, ? extends BinaryComparable> reader =
          format().createRecordReader(split, task)) {
        reader.initialize(split, task);
        while (reader.nextKeyValue()) {
          BinaryComparable value = reader.getCurrentValue();
          if (kind.isMarked(value.getBytes())) {
            Mark.met();
          }
          checksum.update(value.getBytes(), 0, value.getLength());
          keys += reader.getCurrentKey().get();
        }
      }
    }
    return checksum.getValue() ^ keys << 8;
  }
}
