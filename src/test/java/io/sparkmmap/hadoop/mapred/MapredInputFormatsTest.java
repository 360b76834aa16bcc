// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop.mapred;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.file.FileChangedException;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.hadoop.HadoopRecords;
import io.sparkmmap.hadoop.MmapInputKeys;
import io.sparkmmap.hadoop.RandomText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.mapred.FileSplit;
import org.apache.hadoop.mapred.InputFormat;
import org.apache.hadoop.mapred.InputSplit;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.RecordReader;
import org.apache.hadoop.mapred.Reporter;
import org.apache.hadoop.mapreduce.lib.input.FixedLengthInputFormat;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MapredInputFormatsTest {
  private static final int PAGE = PageSize.bytes();

  @TempDir Path folder;

  private static <V> List<String> all(
      InputFormat<LongWritable, V> format, Configuration conf, int wantedSplits)
      throws IOException {
    JobConf job = new JobConf(conf);
    List<String> records = new ArrayList<>();
    for (InputSplit split : format.getSplits(job, wantedSplits)) {
      assertThat(split).isInstanceOf(FileSplit.class);
      assertThat(((FileSplit) split).getStart() % PAGE).isZero();
      records.addAll(of(format, sent(split), job));
    }
    return records;
  }

  /** What arrives of a split at a task. */
  private static InputSplit sent(InputSplit split) throws IOException {
    DataOutputBuffer out = new DataOutputBuffer();
    split.write(out);
    DataInputBuffer in = new DataInputBuffer();
    in.reset(out.getData(), out.getLength());
    InputSplit received = new MmapFileSplit();
    received.readFields(in);
    return received;
  }

  private static <V> List<String> of(
      InputFormat<LongWritable, V> format, InputSplit split, JobConf job) throws IOException {
    List<String> records = new ArrayList<>();
    RecordReader<LongWritable, V> reader = format.getRecordReader(split, job, Reporter.NULL);
    LongWritable key = reader.createKey();
    V value = reader.createValue();
    while (reader.next(key, value)) {
      records.add(HadoopRecords.show(key, value));
      assertThat(reader.getPos()).isGreaterThan(key.get());
      assertThat(reader.getProgress()).isBetween(0f, 1f);
    }
    reader.close();
    return records;
  }

  @Test
  void linesEqualThoseOfHadoopsOneSplit() throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 10; round++) {
      Path file = Files.write(folder.resolve("f" + round), RandomText.of(random, null, 9 * PAGE));
      List<String> expected = HadoopRecords.all(new TextInputFormat(), HadoopRecords.conf(file));
      for (int splits : new int[] {0, 1, 3, 20}) {
        Configuration conf = HadoopRecords.conf(file, PAGE, random.nextBoolean());
        assertThat(all(new MmapTextInputFormat(), conf, splits))
            .as("seed %d, round %d, %d splits", seed, round, splits)
            .isEqualTo(expected);
        assertThat(all(new MmapRecordInputFormat(), conf, splits))
            .as("seed %d, round %d, %d splits", seed, round, splits)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void fixedRecordsEqualThoseOfHadoopsOneSplit() throws IOException {
    byte[] bytes = new byte[4000 * 11];
    new Random(5).nextBytes(bytes);
    Path file = Files.write(folder.resolve("f"), bytes);
    Configuration conf = HadoopRecords.conf(file);
    FixedLengthInputFormat.setRecordLength(conf, 11);
    conf.set(MmapInputKeys.RECORD_FORMAT, "fixed");
    conf.setInt(MmapInputKeys.RECORD_LENGTH, 11);
    List<String> expected = HadoopRecords.all(new FixedLengthInputFormat(), conf);
    assertThat(all(new MmapFixedLengthInputFormat(), conf, 7)).isEqualTo(expected);
    assertThat(all(new MmapRecordInputFormat(), conf, 7)).isEqualTo(expected);
  }

  @Test
  void splitsOfOthersAreReadAsTheFileIsNow() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "one\ntwo\nthree\n");
    FileSplit split =
        new FileSplit(new org.apache.hadoop.fs.Path(file.toUri()), 4, 10, new String[0]);
    assertThat(of(new MmapTextInputFormat(), split, new JobConf()))
        .containsExactly("4:two", "8:three");
  }

  @Test
  void aFileThatChangedIsRefusedAndUnknownKeysToo() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "one\ntwo\nthree\n");
    JobConf job = new JobConf(HadoopRecords.conf(file));
    InputSplit split = new MmapTextInputFormat().getSplits(job, 1)[0];
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    assertThatThrownBy(() -> of(new MmapTextInputFormat(), sent(split), job))
        .isInstanceOf(FileChangedException.class)
        .hasMessageContaining(file.toString());
    job.set("mmap.record.formt", "text");
    assertThatThrownBy(() -> new MmapTextInputFormat().getSplits(job, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("did you mean mmap.record.format?");
  }
}
