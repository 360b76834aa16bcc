// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.StringTokenizer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.mapred.MapReduceBase;
import org.apache.hadoop.mapred.OutputCollector;
import org.apache.hadoop.mapred.Reporter;
import org.apache.hadoop.mapreduce.InputFormat;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mapreduce.lib.reduce.LongSumReducer;

/** Jobs that add up numbers by key, and what maps words, lines and {@link TestFiles} to those. */
final class SumJobs {
  private SumJobs() {}

  /** A job that lacks its input and its output. */
  static Job job(
      Configuration conf,
      Class<? extends InputFormat<?, ?>> format,
      Class<? extends Mapper<?, ?, ?, LongWritable>> mapper,
      Class<? extends Writable> keyType)
      throws IOException {
    Job job = Job.getInstance(conf);
    job.setInputFormatClass(format);
    job.setMapperClass(mapper);
    job.setReducerClass(LongSumReducer.class);
    job.setCombinerClass(LongSumReducer.class);
    job.setOutputKeyClass(keyType);
    job.setOutputValueClass(LongWritable.class);
    return job;
  }

  /** What comes of 50,000 records. Of key k the numbers are k, k + 100, ... 500 of them. */
  static List<String> sums() {
    return Stream.iterate(0, key -> key < 100, key -> key + 1)
        .map(key -> key + "\t" + (500L * key + 100L * (499 * 500 / 2)))
        .sorted()
        .toList();
  }

  /** Counts the words of texts. */
  public static final class WordMapper extends Mapper<LongWritable, Text, Text, LongWritable> {
    private static final LongWritable ONE = new LongWritable(1);
    private final Text word = new Text();

    @Override
    protected void map(LongWritable offset, Text line, Context context)
        throws IOException, InterruptedException {
      StringTokenizer words = new StringTokenizer(line.toString());
      while (words.hasMoreTokens()) {
        word.set(words.nextToken());
        context.write(word, ONE);
      }
    }
  }

  /** Counts the words of texts, by the old API. */
  public static final class OldWordMapper extends MapReduceBase
      implements org.apache.hadoop.mapred.Mapper<LongWritable, Text, Text, LongWritable> {
    @Override
    public void map(
        LongWritable offset,
        Text line,
        OutputCollector<Text, LongWritable> output,
        Reporter reporter)
        throws IOException {
      StringTokenizer words = new StringTokenizer(line.toString());
      while (words.hasMoreTokens()) {
        output.collect(new Text(words.nextToken()), new LongWritable(1));
      }
    }
  }

  /** Sums the numbers by key. */
  public static final class NumberMapper
      extends Mapper<LongWritable, BytesWritable, IntWritable, LongWritable> {
    @Override
    protected void map(LongWritable offset, BytesWritable record, Context context)
        throws IOException, InterruptedException {
      ByteBuffer bytes = ByteBuffer.wrap(record.getBytes(), 0, record.getLength());
      context.write(new IntWritable(bytes.getInt()), new LongWritable(bytes.getLong()));
    }
  }

  /** Sums the numbers by key, reading them in place. */
  public static final class InPlaceMapper
      extends Mapper<LongWritable, MappedRecord, IntWritable, LongWritable> {
    @Override
    protected void map(LongWritable offset, MappedRecord record, Context context)
        throws IOException, InterruptedException {
      ByteBuffer bytes = record.bytes();
      context.write(new IntWritable(bytes.getInt()), new LongWritable(bytes.getLong()));
    }
  }

  /** Counts equal lines, with the line itself as the key of the shuffle. */
  public static final class LineMapper
      extends Mapper<LongWritable, MappedRecord, MappedRecord, LongWritable> {
    @Override
    protected void map(LongWritable offset, MappedRecord line, Context context)
        throws IOException, InterruptedException {
      context.write(line, new LongWritable(1));
    }
  }

  /** The same with texts. */
  public static final class TextLineMapper extends Mapper<LongWritable, Text, Text, LongWritable> {
    @Override
    protected void map(LongWritable offset, Text line, Context context)
        throws IOException, InterruptedException {
      context.write(line, new LongWritable(1));
    }
  }
}
