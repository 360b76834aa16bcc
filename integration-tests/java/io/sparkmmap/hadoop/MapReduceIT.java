// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.os.PageSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.mapred.JobClient;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.RunningJob;
import org.apache.hadoop.mapreduce.Counters;
import org.apache.hadoop.mapreduce.InputFormat;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormatCounter;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MapReduce jobs with the local runner over the mapped input formats. */
class MapReduceIT {
  @TempDir Path folder;

  private Path words;
  private Path records;
  private int jobs;

  @BeforeEach
  void makeFiles() throws IOException {
    words = TestFiles.words(folder.resolve("words"), 11);
    records = TestFiles.records(folder.resolve("records"), 50_000);
  }

  private Configuration conf() {
    Configuration conf = new Configuration();
    conf.set("mapreduce.framework.name", "local");
    conf.set("fs.defaultFS", "file:///");
    conf.set("hadoop.tmp.dir", folder.resolve("tmp").toString());
    conf.setInt("mapreduce.client.completion.pollinterval", 50);
    conf.setInt("mapreduce.client.progressmonitor.pollinterval", 50);
    conf.setLong(FileInputFormat.SPLIT_MAXSIZE, 8L * PageSize.bytes());
    return conf;
  }

  private Job job(
      Class<? extends InputFormat<?, ?>> format,
      Class<? extends Mapper<?, ?, ?, LongWritable>> mapper,
      Class<? extends Writable> keyType,
      Path input,
      Configuration conf)
      throws IOException {
    Job job = SumJobs.job(conf, format, mapper, keyType);
    job.setNumReduceTasks(2);
    FileInputFormat.addInputPath(job, new org.apache.hadoop.fs.Path(input.toUri()));
    return job;
  }

  /** The lines of the job's output, sorted. */
  private List<String> run(Job job) throws Exception {
    Path output = folder.resolve("out" + jobs++);
    FileOutputFormat.setOutputPath(job, new org.apache.hadoop.fs.Path(output.toUri()));
    assertThat(job.waitForCompletion(false)).isTrue();
    return outputOf(output);
  }

  private static List<String> outputOf(Path output) throws IOException {
    try (Stream<Path> files = Files.list(output)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .flatMap(MapReduceIT::lines)
          .sorted()
          .toList();
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file, UTF_8).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long counter(Job job, String name) throws IOException {
    Counters counters = job.getCounters();
    return counters.findCounter(MmapInputKeys.COUNTER_GROUP, name).getValue();
  }

  @Test
  void wordCountEqualsThatOverTextInputFormat() throws Exception {
    List<String> expected =
        run(job(TextInputFormat.class, SumJobs.WordMapper.class, Text.class, words, conf()));
    assertThat(expected).hasSize(302);
    for (String map : new String[] {"auto", "true", "false"}) {
      Configuration conf = conf();
      conf.set(MmapInputKeys.MEMORY_MAP, map);
      Job job = job(MmapTextInputFormat.class, SumJobs.WordMapper.class, Text.class, words, conf);
      assertThat(run(job)).isEqualTo(expected);
      assertThat(counter(job, "bytesMapped"))
          .isEqualTo(map.equals("false") ? 0 : Files.size(words));
      assertThat(job.getCounters().findCounter(FileInputFormatCounter.BYTES_READ).getValue())
          .isGreaterThanOrEqualTo(Files.size(words));
    }
  }

  @Test
  void fixedLengthRecordsAreSummedByKey() throws Exception {
    Configuration conf = conf();
    MmapFixedLengthInputFormat.setRecordLength(conf, TestFiles.RECORD_LENGTH);
    Job job =
        job(
            MmapFixedLengthInputFormat.class,
            SumJobs.NumberMapper.class,
            IntWritable.class,
            records,
            conf);
    assertThat(run(job)).isEqualTo(SumJobs.sums());
    assertThat(counter(job, "records")).isEqualTo(50_000);
  }

  @Test
  void recordsAreReadInPlace() throws Exception {
    Configuration conf = conf();
    conf.set(MmapInputKeys.MEMORY_MAP, "true");
    conf.set(MmapInputKeys.RECORD_FORMAT, "fixed");
    conf.setInt(MmapInputKeys.RECORD_LENGTH, TestFiles.RECORD_LENGTH);
    Job job =
        job(
            MmapRecordInputFormat.class,
            SumJobs.InPlaceMapper.class,
            IntWritable.class,
            records,
            conf);
    assertThat(run(job)).isEqualTo(SumJobs.sums());
    assertThat(counter(job, "bytesCopied")).isZero();
    assertThat(counter(job, "bytesMapped")).isEqualTo(Files.size(records));
  }

  @Test
  void recordsGoThroughTheShuffleAsKeys() throws Exception {
    Path lines = folder.resolve("lines");
    Files.writeString(lines, "b\na\r\nb\n\nlonger than a word\n\u00E9\n".repeat(5000));
    List<String> expected =
        run(job(TextInputFormat.class, SumJobs.TextLineMapper.class, Text.class, lines, conf()));
    Job job =
        job(
            MmapRecordInputFormat.class,
            SumJobs.LineMapper.class,
            MappedRecord.class,
            lines,
            conf());
    assertThat(run(job)).isEqualTo(expected).contains("b\t10000", "\u00E9\t5000", "\t5000");
  }

  @Test
  void theOldApiCountsTheSameWords() throws Exception {
    List<String> expected =
        run(job(TextInputFormat.class, SumJobs.WordMapper.class, Text.class, words, conf()));
    JobConf job = new JobConf(conf());
    job.setInputFormat(io.sparkmmap.hadoop.mapred.MmapTextInputFormat.class);
    job.setMapperClass(SumJobs.OldWordMapper.class);
    job.setReducerClass(org.apache.hadoop.mapred.lib.LongSumReducer.class);
    job.setOutputKeyClass(Text.class);
    job.setOutputValueClass(LongWritable.class);
    job.setNumMapTasks(5);
    Path output = folder.resolve("old");
    org.apache.hadoop.mapred.FileInputFormat.setInputPaths(
        job, new org.apache.hadoop.fs.Path(words.toUri()));
    org.apache.hadoop.mapred.FileOutputFormat.setOutputPath(
        job, new org.apache.hadoop.fs.Path(output.toUri()));

    RunningJob running = JobClient.runJob(job);

    assertThat(running.isSuccessful()).isTrue();
    assertThat(outputOf(output)).isEqualTo(expected);
    assertThat(
            running
                .getCounters()
                .findCounter(MmapInputKeys.COUNTER_GROUP, "bytesMapped")
                .getValue())
        .isEqualTo(Files.size(words));
  }
}
