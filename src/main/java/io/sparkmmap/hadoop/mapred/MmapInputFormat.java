// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop.mapred;

import io.sparkmmap.hadoop.InputFile;
import io.sparkmmap.hadoop.RecordInput;
import io.sparkmmap.hadoop.SplitReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.mapred.FileInputFormat;
import org.apache.hadoop.mapred.FileSplit;
import org.apache.hadoop.mapred.InputSplit;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.RecordReader;
import org.apache.hadoop.mapred.Reporter;

/** What the formats share: the old API's listing and split sizes. */
abstract class MmapInputFormat<V> extends FileInputFormat<LongWritable, V> {
  private static final String SPLIT_MIN_BYTES =
      org.apache.hadoop.mapreduce.lib.input.FileInputFormat.SPLIT_MINSIZE;

  /** What is read, by the configuration. */
  abstract RecordInput<V> recordInput(Configuration conf);

  @Override
  public InputSplit[] getSplits(JobConf job, int wantedSplits) throws IOException {
    RecordInput<V> input = recordInput(job);
    List<InputFile> files = new ArrayList<>();
    long totalBytes = 0;
    for (InputFile listed : InputFile.all(job, () -> List.of(listStatus(job)))) {
      FileStatus file = listed.status();
      if (file.isDirectory() && ignoresDirectories(job)) {
        continue;
      }
      files.add(listed);
      totalBytes += file.getLen();
    }
    long goalBytes = totalBytes / Math.max(1, wantedSplits);
    long minBytes = Math.max(1, job.getLong(SPLIT_MIN_BYTES, 1));

    List<InputSplit> splits = new ArrayList<>();
    for (InputFile listed : files) {
      FileStatus file = listed.status();
      long splitBytes =
          isSplitable(file.getPath().getFileSystem(job), file.getPath())
              ? computeSplitSize(goalBytes, minBytes, file.getBlockSize())
              : Long.MAX_VALUE;
      input.splits(listed, splitBytes).forEach(split -> splits.add(new MmapFileSplit(split)));
    }
    job.setLong(NUM_INPUT_FILES, files.size());
    return splits.toArray(InputSplit[]::new);
  }

  private static boolean ignoresDirectories(JobConf job) {
    return !job.getBoolean(INPUT_DIR_RECURSIVE, false)
        && job.getBoolean(INPUT_DIR_NONRECURSIVE_IGNORE_SUBDIRS, false);
  }

  @Override
  public RecordReader<LongWritable, V> getRecordReader(
      InputSplit split, JobConf job, Reporter reporter) throws IOException {
    reporter.setStatus(split.toString());
    SplitReader<V> reader = recordInput(job).reader();
    return MmapRecordReader.open(reader, newApiSplit((FileSplit) split), reporter);
  }

  private static org.apache.hadoop.mapreduce.lib.input.FileSplit newApiSplit(FileSplit split)
      throws IOException {
    return split instanceof MmapFileSplit planned
        ? planned.split()
        : new org.apache.hadoop.mapreduce.lib.input.FileSplit(
            split.getPath(), split.getStart(), split.getLength(), split.getLocations());
  }
}
