// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;

/** What the formats share: Hadoop's listing and split sizes, with splits and readers of our own. */
abstract class MmapInputFormat<V> extends FileInputFormat<LongWritable, V> {

  /**
   * What is read, by the configuration.
   *
   * @throws IllegalArgumentException if a value in it is wrong
   */
  abstract RecordInput<V> recordInput(Configuration conf);

  @Override
  public List<InputSplit> getSplits(JobContext job) throws IOException {
    Configuration conf = job.getConfiguration();
    RecordInput<V> records = recordInput(conf);
    long minBytes = Math.max(getFormatMinSplitSize(), getMinSplitSize(job));
    long maxBytes = getMaxSplitSize(job);
    boolean ignoreDirectories =
        !getInputDirRecursive(job) && conf.getBoolean(INPUT_DIR_NONRECURSIVE_IGNORE_SUBDIRS, false);

    List<InputFile> files = InputFile.all(conf, () -> listStatus(job));
    List<InputSplit> splits = new ArrayList<>();
    for (InputFile input : files) {
      FileStatus file = input.status();
      if (file.isDirectory() && ignoreDirectories) {
        continue;
      }
      long splitBytes =
          isSplitable(job, file.getPath())
              ? computeSplitSize(file.getBlockSize(), minBytes, maxBytes)
              : Long.MAX_VALUE;
      splits.addAll(records.splits(input, splitBytes));
    }
    conf.setLong(NUM_INPUT_FILES, files.size());
    return splits;
  }

  @Override
  public RecordReader<LongWritable, V> createRecordReader(
      InputSplit split, TaskAttemptContext context) {
    return new MmapRecordReader<>(recordInput(context.getConfiguration()).reader());
  }
}
