// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.examples;

import io.sparkmmap.hadoop.MappedRecord;
import io.sparkmmap.hadoop.MmapRecordInputFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.conf.Configured;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.lib.reduce.LongSumReducer;
import org.apache.hadoop.util.Tool;
import org.apache.hadoop.util.ToolRunner;

/**
 * Counts the words of large files by MapReduce, out of records that are never copied:
 *
 * <pre>
 * hadoop jar app.jar io.sparkmmap.examples.WordCount -libjars spark-mmap_2.13.jar INPUT OUTPUT
 * </pre>
 */
public final class WordCount extends Configured implements Tool {

  /** Runs the job; the exit code says whether it succeeded. */
  public static void main(String[] arguments) throws Exception {
    System.exit(ToolRunner.run(new WordCount(), arguments));
  }

  @Override
  public int run(String[] arguments) throws Exception {
    if (arguments.length != 2) {
      System.err.println("WordCount needs the path of its input and that of its output");
      return 2;
    }
    Job job = Job.getInstance(getConf(), "word count");
    job.setJarByClass(WordCount.class);
    job.setInputFormatClass(MmapRecordInputFormat.class);
    job.setMapperClass(Words.class);
    job.setCombinerClass(LongSumReducer.class);
    job.setReducerClass(LongSumReducer.class);
    job.setOutputKeyClass(Text.class);
    job.setOutputValueClass(LongWritable.class);
    FileInputFormat.addInputPath(job, new Path(arguments[0]));
    FileOutputFormat.setOutputPath(job, new Path(arguments[1]));
    return job.waitForCompletion(true) ? 0 : 1;
  }

  /** The words of a line: what stands between spaces. */
  static final class Words extends Mapper<LongWritable, MappedRecord, Text, LongWritable> {
    private static final LongWritable ONE = new LongWritable(1);

    private final Text word = new Text();

    @Override
    protected void map(LongWritable offset, MappedRecord line, Context context)
        throws IOException, InterruptedException {
      ByteBuffer bytes = line.bytes();
      int start = 0;
      for (int end = 0; end <= line.length(); end++) {
        if (end == line.length() || bytes.get(end) == ' ') {
          write(bytes, start, end, context);
          start = end + 1;
        }
      }
    }

    private void write(ByteBuffer bytes, int start, int end, Context context)
        throws IOException, InterruptedException {
      if (end > start) {
        byte[] copy = new byte[end - start];
        bytes.get(start, copy);
        word.set(copy);
        context.write(word, ONE);
      }
    }
  }
}
