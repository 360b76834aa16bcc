// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.versions;

import io.sparkmmap.hadoop.MmapTextInputFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;

/** Counts lines by an InputFormat, on whatever version of Hadoop the class path has. */
public final class HadoopSmokeApp {
  private HadoopSmokeApp() {}

  /**
   * Prints a line as {@link SmokeApp} does.
   *
   * @param arguments a directory to write to
   */
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0], "lines");
    Files.writeString(file, "to be\nor not\nto be\n".repeat(50_000));
    long count = lines(file);
    System.out.println("smoke: lines: " + (count == 150_000 ? "ok" : "WRONG: " + count));
    System.exit(count == 150_000 ? 0 : 1);
  }

  private static long lines(Path file) throws Exception {
    Job job = Job.getInstance(new Configuration());
    FileInputFormat.addInputPath(job, new org.apache.hadoop.fs.Path(file.toUri()));
    FileInputFormat.setMaxInputSplitSize(job, 100_000);
    MmapTextInputFormat format = new MmapTextInputFormat();
    long count = 0;
    for (InputSplit split : format.getSplits(job)) {
      var context = new TaskAttemptContextImpl(job.getConfiguration(), new TaskAttemptID());
      try (RecordReader<?, ?> reader = format.createRecordReader(split, context)) {
        reader.initialize(split, context);
        while (reader.nextKeyValue()) {
          count++;
        }
      }
    }
    return count;
  }
}
