// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.file.FileChangedException;
import io.sparkmmap.core.file.OutsideAllowedRootsException;
import io.sparkmmap.core.os.PageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.lib.input.LineRecordReader;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class MmapTextInputFormatTest {
  private static final int PAGE = PageSize.bytes();

  @TempDir Path folder;

  private final MmapTextInputFormat format = new MmapTextInputFormat();

  private static TaskAttemptContext task(Configuration conf) {
    return new TaskAttemptContextImpl(conf, new TaskAttemptID());
  }

  @Test
  void concatenatedSplitsEqualHadoopsOneSplit() throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    String[] delimiters = {null, "\n", "\r\n", "|", "||", "ab", "aa", "\n\r\n", "\u00E9"};
    for (int round = 0; round < 5 * delimiters.length; round++) {
      String delimiter = delimiters[round % delimiters.length];
      Path file = folder.resolve("f" + round);
      Files.write(file, RandomText.of(random, delimiter, 8 * PAGE));
      Configuration oracle = HadoopRecords.conf(file);
      setDelimiter(oracle, delimiter);
      List<String> expected = HadoopRecords.all(new TextInputFormat(), oracle);

      for (int pages = 1; pages <= 4; pages++) {
        for (boolean mapped : new boolean[] {true, false}) {
          Configuration conf = HadoopRecords.conf(file, (long) pages * PAGE, mapped);
          setDelimiter(conf, delimiter);
          assertThat(HadoopRecords.all(format, conf))
              .as("seed %d, round %d, %d pages, mapped %s", seed, round, pages, mapped)
              .isEqualTo(expected);
        }
      }
    }
  }

  private static void setDelimiter(Configuration conf, String delimiter) {
    if (delimiter != null) {
      conf.set(MmapInputKeys.RECORD_DELIMITER, delimiter);
    }
  }

  @Test
  void firstAndSecondSplitAreTheFileForEveryBorder() throws IOException {
    String text = "\uFEFFone\r\ntwo\n\n\rthree||four\r\nfive";
    Path file = Files.writeString(folder.resolve("f"), text);
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
    long length = Files.size(file);
    for (String delimiter : new String[] {null, "||", "\r\n"}) {
      Configuration conf = HadoopRecords.conf(file);
      setDelimiter(conf, delimiter);
      List<String> expected = HadoopRecords.all(new TextInputFormat(), conf);
      for (long border = 0; border <= length; border++) {
        FileSplit first = new FileSplit(path, 0, border, new String[0]);
        FileSplit second = new FileSplit(path, border, length - border, new String[0]);
        List<String> found = HadoopRecords.of(format, first, task(conf));
        found.addAll(HadoopRecords.of(format, second, task(conf)));
        assertThat(found).as("border %d", border).isEqualTo(expected);
      }
    }
  }

  @Test
  void smallFilesAreReadAsHadoopReadsThem() throws IOException {
    String[] texts = {"", "\n", "\r", "a", "a\n", "\uFEFF", "\uFEFF\n", "\uFEFFa", "\n\uFEFF\n"};
    for (String text : texts) {
      Path file = Files.writeString(folder.resolve("f"), text);
      Configuration conf = HadoopRecords.conf(file);
      assertThat(HadoopRecords.all(format, conf))
          .as("of '%s'", text)
          .isEqualTo(HadoopRecords.all(new TextInputFormat(), conf));
    }
  }

  /** Against the reader of the old API: the new one gives the key of the line it left out. */
  @Test
  void longLinesAreLeftOutAsHadoopLeavesThemOut() throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      Path file = folder.resolve("f" + round);
      Files.write(file, RandomText.of(random, null, 4 * PAGE));
      Configuration conf = HadoopRecords.conf(file, PAGE, random.nextBoolean());
      conf.setInt(LineRecordReader.MAX_LINE_LENGTH, 1 + random.nextInt(100));
      assertThat(HadoopRecords.all(format, conf))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(oldApiLines(file, conf));
    }
  }

  private static List<String> oldApiLines(Path file, Configuration conf) throws IOException {
    JobConf job = new JobConf(conf);
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
    List<String> lines = new ArrayList<>();
    try (FSDataInputStream in = path.getFileSystem(job).open(path)) {
      var reader = new org.apache.hadoop.mapred.LineRecordReader(in, 0, Files.size(file), job);
      LongWritable key = reader.createKey();
      Text value = reader.createValue();
      while (reader.next(key, value)) {
        lines.add(HadoopRecords.show(key, value));
      }
      reader.close();
    }
    return lines;
  }

  @Test
  void splitSizesFollowHadoopsKeysAndStartAtPages() throws IOException {
    Path file = Files.write(folder.resolve("f"), new byte[10 * PAGE]);
    Configuration conf = HadoopRecords.conf(file);
    assertThat(HadoopRecords.splits(format, conf)).hasSize(1);
    conf.setLong(FileInputFormat.SPLIT_MAXSIZE, 2L * PAGE);
    assertThat(HadoopRecords.splits(format, conf))
        .hasSize(5)
        .allSatisfy(split -> assertThat(((FileSplit) split).getStart() % PAGE).isZero())
        .allSatisfy(split -> assertThat(split.getLocations()).containsExactly("localhost"));
    conf.setLong(FileInputFormat.SPLIT_MINSIZE, 6L * PAGE);
    assertThat(HadoopRecords.splits(format, conf)).hasSize(2);
  }

  @Test
  void aFormatThatDoesNotSplitGetsWholeFiles() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "line\n".repeat(10_000));
    MmapTextInputFormat whole =
        new MmapTextInputFormat() {
          @Override
          protected boolean isSplitable(JobContext context, org.apache.hadoop.fs.Path path) {
            return false;
          }
        };
    Configuration conf = HadoopRecords.conf(file, PAGE, true);
    assertThat(HadoopRecords.splits(whole, conf)).hasSize(1);
    assertThat(HadoopRecords.all(whole, conf)).hasSize(10_000);
  }

  @Test
  void foldersAreReadAsHadoopListsThem() throws IOException {
    Files.createDirectories(folder.resolve("in/below"));
    Files.writeString(folder.resolve("in/with space %41"), "one\n");
    Files.writeString(folder.resolve("in/_hidden"), "hidden\n");
    Files.writeString(folder.resolve("in/below/two"), "two\n");
    Configuration conf = HadoopRecords.conf(folder.resolve("in"));

    assertThatThrownBy(() -> HadoopRecords.splits(format, conf))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in/below: expected a file, found a directory")
        .hasMessageContaining(FileInputFormat.INPUT_DIR_RECURSIVE);
    conf.setBoolean(FileInputFormat.INPUT_DIR_NONRECURSIVE_IGNORE_SUBDIRS, true);
    assertThat(HadoopRecords.all(format, conf)).containsExactly("0:one");
    conf.setBoolean(FileInputFormat.INPUT_DIR_RECURSIVE, true);
    assertThat(HadoopRecords.all(format, conf)).containsExactlyInAnyOrder("0:one", "0:two");
  }

  @Test
  void compressedFilesAreRefusedByName() throws IOException {
    Path file = Files.writeString(folder.resolve("f.gz"), "text all the same\n");
    Configuration conf = HadoopRecords.conf(file);
    assertThatThrownBy(() -> HadoopRecords.splits(format, conf))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("compressed with gzip, by its name")
        .hasMessageContaining("mmap.compression=none");
    conf.set(MmapInputKeys.COMPRESSION, "none");
    assertThat(HadoopRecords.all(format, conf)).containsExactly("0:text all the same");
  }

  @Test
  void compressedFilesAreRefusedByTheirFirstBytesInEverySplit() throws IOException {
    byte[] bytes = new byte[3 * PAGE];
    System.arraycopy(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd}, 0, bytes, 0, 4);
    Path file = Files.write(folder.resolve("f"), bytes);
    Configuration conf = HadoopRecords.conf(file, PAGE, true);
    for (InputSplit split : HadoopRecords.splits(format, conf)) {
      assertThatThrownBy(() -> HadoopRecords.of(format, split, task(conf)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("compressed with zstd, by its first bytes");
    }
    conf.set(MmapInputKeys.COMPRESSION, "gzip");
    assertThatThrownBy(() -> HadoopRecords.splits(format, conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mmap.compression: expected none, found 'gzip'");
  }

  @Test
  void aFileThatChangedSinceTheSplitsWereMadeIsRefused() throws IOException {
    for (boolean mapped : new boolean[] {true, false}) {
      Path file = Files.writeString(folder.resolve("f"), "line\n".repeat(5000));
      Configuration conf = HadoopRecords.conf(file, PAGE, mapped);
      List<InputSplit> splits = HadoopRecords.splits(format, conf);

      Files.writeString(file, "other\n".repeat(100));
      assertChanged(file, splits, conf, "so the file was truncated");
      Files.writeString(file, "LINE\n".repeat(5000));
      Files.setLastModifiedTime(file, FileTime.fromMillis(1));
      assertChanged(file, splits, conf, "so the file was overwritten");
    }
  }

  private void assertChanged(
      Path file, List<InputSplit> splits, Configuration conf, String reason) {
    for (InputSplit split : splits) {
      assertThatThrownBy(() -> HadoopRecords.of(format, split, task(conf)))
          .isInstanceOf(FileChangedException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("at offset")
          .hasMessageContaining(reason);
    }
  }

  @Test
  void aFileThatOnlyGrewIsReadAsPlanned() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "one\ntwo");
    Configuration conf = HadoopRecords.conf(file);
    List<InputSplit> splits = HadoopRecords.splits(format, conf);
    Files.writeString(file, "one\ntwo and more\nthree\n");
    assertThat(HadoopRecords.of(format, splits.get(0), task(conf)))
        .containsExactly("0:one", "4:two");
  }

  @Test
  void aMissingFileIsNamedTogetherWithTheHost() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "one\n");
    Configuration conf = HadoopRecords.conf(file);
    InputSplit split = HadoopRecords.splits(format, conf).get(0);
    Files.delete(file);
    assertThatThrownBy(() -> HadoopRecords.of(format, split, task(conf)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("no such file on host");
  }

  @Test
  void filesOfOtherFileSystemsAreRefusedWhereReadingIsLimited() {
    FileStatus status =
        new FileStatus(
            10, false, 1, 100, 0, new org.apache.hadoop.fs.Path("hdfs://node:8020/data/f"));
    Configuration conf = new Configuration();
    conf.set(MmapInputKeys.ALLOWED_ROOTS, "/data");
    RecordInput<Text> input = RecordInput.text(conf);
    assertThatThrownBy(() -> input.splits(new InputFile(status, Optional.empty()), 100))
        .isInstanceOf(OutsideAllowedRootsException.class)
        .hasMessageContaining("hdfs://node:8020/data/f")
        .hasMessageContaining("mmap.allowed.roots=/data");
  }

  @Test
  void wrongValuesAndUnknownKeysAreNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "one\n");
    assertRefused(file, "mmap.memory.map", "maybe", "expected auto, true or false, found 'maybe'");
    assertRefused(file, "mmap.memory.mapp", "true", "did you mean mmap.memory.map?");
    assertRefused(file, MmapInputKeys.RECORD_DELIMITER, "", "expected at least one character");
  }

  private void assertRefused(Path file, String key, String value, String reason) {
    Configuration conf = HadoopRecords.conf(file);
    conf.set(key, value);
    assertThatThrownBy(() -> HadoopRecords.splits(format, conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key)
        .hasMessageContaining(reason);
  }

  @Test
  void filesOutsideOfTheAllowedRootsAreRefusedForSplitsAndReaders() throws IOException {
    Path root = Files.createDirectory(folder.resolve("root"));
    Path inside = Files.writeString(root.resolve("in"), "inner\n");
    Path outside = Files.writeString(folder.resolve("out"), "outer\n");
    Path link = Files.createSymbolicLink(root.resolve("link"), inside);
    for (Path file : new Path[] {inside, outside}) {
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    }
    Configuration limited = HadoopRecords.conf(link);
    limited.set(MmapInputKeys.ALLOWED_ROOTS, root.toString());
    assertThat(HadoopRecords.all(format, limited)).containsExactly("0:inner");
    InputSplit split = HadoopRecords.splits(format, limited).get(0);
    org.apache.hadoop.fs.Path name = ((FileSplit) split).getPath();
    InputSplit ofHadoop = new FileSplit(name, 0, 6, new String[0]);

    Files.delete(link);
    Files.createSymbolicLink(link, outside);
    for (InputSplit each : new InputSplit[] {split, ofHadoop}) {
      assertThatThrownBy(() -> HadoopRecords.of(format, each, task(limited)))
          .isInstanceOf(OutsideAllowedRootsException.class)
          .hasMessageContaining(link.toString())
          .hasMessageContaining("mmap.allowed.roots=" + root);
    }
    assertThatThrownBy(() -> HadoopRecords.splits(format, limited))
        .isInstanceOf(OutsideAllowedRootsException.class);
    limited.set(MmapInputKeys.ALLOWED_ROOTS, " ");
    assertThatThrownBy(() -> HadoopRecords.splits(format, limited))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mmap.allowed.roots: expected absolute directories");
  }

  @Test
  @Timeout(60)
  void whatIsNoFileIsAnErrorAndNotNoRecords() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    for (Path special : new Path[] {fifo, Path.of("/dev/zero"), Path.of("/proc/self/status")}) {
      assertThatThrownBy(() -> HadoopRecords.all(format, HadoopRecords.conf(special)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(special + " on host")
          .hasMessageContaining("expected a regular file, found a ");
    }
  }

  @Test
  void eachLineIsCopiedOnce() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "four\n".repeat(50_000));
    InputSplit split = HadoopRecords.splits(format, HadoopRecords.conf(file)).get(0);
    TaskAttemptContext task = CountingTask.of(HadoopRecords.conf(file, Long.MAX_VALUE, true));
    HadoopRecords.of(format, split, task);
    assertThat(CountingTask.value(task, "bytesCopied")).isEqualTo(4 * 50_000);
    assertThat(CountingTask.value(task, "bytesMapped")).isEqualTo(5 * 50_000);
    assertThat(CountingTask.value(task, "records")).isEqualTo(50_000);
  }
}
