// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.file.HostFailureException;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.sidecar.IndexPlace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.lib.input.FixedLengthInputFormat;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MmapRecordInputFormatTest {
  private static final int PAGE = PageSize.bytes();

  @TempDir Path folder;

  private final MmapRecordInputFormat format = new MmapRecordInputFormat();

  @Test
  void linesEqualHadoopsTexts() throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      Path file = Files.write(folder.resolve("f" + round), RandomText.of(random, "|", 8 * PAGE));
      for (boolean mapped : new boolean[] {true, false}) {
        Configuration conf = HadoopRecords.conf(file, (1L + random.nextInt(3)) * PAGE, mapped);
        Configuration oracle = HadoopRecords.conf(file);
        if (round % 2 == 0) {
          conf.set(MmapInputKeys.RECORD_DELIMITER, "|");
          oracle.set(MmapInputKeys.RECORD_DELIMITER, "|");
        }
        assertThat(HadoopRecords.all(format, conf))
            .as("seed %d, round %d, mapped %s", seed, round, mapped)
            .isEqualTo(HadoopRecords.all(new TextInputFormat(), oracle));
      }
    }
  }

  @Test
  void fixedRecordsEqualHadoopsBytes() throws IOException {
    Random random = new Random(7);
    byte[] bytes = new byte[37 * 1000];
    random.nextBytes(bytes);
    Path file = Files.write(folder.resolve("f"), bytes);
    for (boolean mapped : new boolean[] {true, false}) {
      Configuration conf = HadoopRecords.conf(file, PAGE, mapped);
      conf.set(MmapInputKeys.RECORD_FORMAT, "fixed");
      conf.setInt(MmapInputKeys.RECORD_LENGTH, 37);
      Configuration oracle = HadoopRecords.conf(file);
      FixedLengthInputFormat.setRecordLength(oracle, 37);
      assertThat(HadoopRecords.all(format, conf))
          .isEqualTo(HadoopRecords.all(new FixedLengthInputFormat(), oracle));
    }
  }

  @Test
  void rowsOfCsvAreLinesWithoutTheHeaderOfEachFile() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "id,n\n" + "1,a\n".repeat(10_000));
    Configuration conf = HadoopRecords.conf(file, PAGE, true);
    conf.set(MmapInputKeys.RECORD_FORMAT, "csv");
    List<String> all = HadoopRecords.all(format, conf);
    assertThat(all).hasSize(10_001).startsWith("0:id,n", "5:1,a", "9:1,a");
    conf.setBoolean(MmapInputKeys.CSV_HEADER, true);
    assertThat(HadoopRecords.all(format, conf)).isEqualTo(all.subList(1, all.size()));
  }

  /** A record of two bytes, behind a length of four. */
  private Configuration prefixed() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (int i = 0; i < 2000; i++) {
      out.writeInt(2);
      out.writeShort(i);
    }
    Configuration conf =
        HadoopRecords.conf(Files.write(folder.resolve("f"), bytes.toByteArray()), PAGE, true);
    conf.set(MmapInputKeys.RECORD_FORMAT, "lengthPrefixed");
    conf.set(MmapInputKeys.LENGTH_BYTE_ORDER, "big");
    conf.setBoolean(MmapInputKeys.INDEX, true);
    return conf;
  }

  @Test
  void indexesAreKeptBelowTheRootOfTheCluster() throws IOException {
    Path root = Files.createDirectory(folder.resolve("root"));
    Configuration conf = prefixed();
    conf.set(MmapInputKeys.INDEX_ROOT, root.toString());
    assertThat(HadoopRecords.all(format, conf)).hasSize(2000);
    assertThat(root.resolve(IndexPlace.defaultDirectory().getFileName())).isNotEmptyDirectory();

    conf.set(MmapInputKeys.INDEX_DIRECTORY, root.resolve("mine").toString());
    assertThat(HadoopRecords.all(format, conf)).hasSize(2000);
    assertThat(root.resolve("mine")).isNotEmptyDirectory();

    Path outside = folder.resolve("outside");
    conf.set(MmapInputKeys.INDEX_DIRECTORY, outside.toString());
    assertThatThrownBy(() -> HadoopRecords.all(format, conf))
        .isInstanceOf(HostFailureException.class)
        .hasMessageContaining(outside + ": expected a directory below " + root);
    assertThat(outside).doesNotExist();
  }

  @Test
  void whereReadingIsLimitedAJobMayNameNoDirectoryOfIndexesWithoutARootForThem()
      throws IOException {
    Configuration conf = prefixed();
    conf.set(MmapInputKeys.ALLOWED_ROOTS, folder.toString());
    conf.set(MmapInputKeys.INDEX_DIRECTORY, folder.resolve("indexes").toString());
    assertThatThrownBy(() -> HadoopRecords.all(format, conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Option 'mmap.index.directory'")
        .hasMessageContaining("set mmap.index.root to a directory above it");
    assertThat(folder.resolve("indexes")).doesNotExist();
  }

  /** As where a task puts the settings of a job over those of its node. */
  @Test
  void aJobDoesNotOverrideWhatIsFinalOnTheNode() {
    Configuration node = new Configuration(false);
    node.addResource(
        xml(
            "mmap.index.root",
            "/var/indexes</value><final>true</final>",
            "mmap.allowed.roots",
            "/data</value><final>true</final>"));
    node.addResource(xml("mmap.index.root", "/</value>", "mmap.allowed.roots", "/</value>"));
    assertThat(node.get(MmapInputKeys.INDEX_ROOT)).isEqualTo("/var/indexes");
    assertThat(FileAccess.roots(node)).hasToString("mmap.allowed.roots=/data");
  }

  private static ByteArrayInputStream xml(String... namesAndValues) {
    StringBuilder text = new StringBuilder("<configuration>");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      text.append("<property><name>").append(namesAndValues[i]).append("</name><value>");
      text.append(namesAndValues[i + 1]).append("</property>");
    }
    text.append("</configuration>");
    return new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void lengthPrefixedRecordsAreSplitByAnIndex() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      String record = "r".repeat(i % 50) + i;
      expected.add(out.size() + ":" + record);
      out.writeShort(record.length() + 2);
      out.writeBytes(record);
    }
    Path file = Files.write(folder.resolve("f"), bytes.toByteArray());
    for (boolean index : new boolean[] {false, true}) {
      Configuration conf = HadoopRecords.conf(file, PAGE, index);
      conf.set(MmapInputKeys.RECORD_FORMAT, "lengthPrefixed");
      conf.set(MmapInputKeys.LENGTH_TYPE, "uint16");
      conf.set(MmapInputKeys.LENGTH_BYTE_ORDER, "big");
      conf.setBoolean(MmapInputKeys.LENGTH_INCLUDES_HEADER, true);
      conf.setBoolean(MmapInputKeys.INDEX, index);
      conf.set(MmapInputKeys.INDEX_DIRECTORY, folder.resolve("indexes").toString());
      assertThat(HadoopRecords.all(format, conf)).isEqualTo(expected);
      assertThat(HadoopRecords.splits(format, conf).size() > 1).isEqualTo(index);
    }
  }

  @Test
  void noByteOfAMappedFileIsCopied() throws Exception {
    Path file = Files.writeString(folder.resolve("f"), "line\n".repeat(100_000));
    Configuration conf = HadoopRecords.conf(file, PAGE, true);
    for (InputSplit split : HadoopRecords.splits(format, conf)) {
      TaskAttemptContext task = CountingTask.of(conf);
      long sum = 0;
      try (RecordReader<LongWritable, MappedRecord> reader =
          format.createRecordReader(split, task)) {
        reader.initialize(split, task);
        while (reader.nextKeyValue()) {
          MappedRecord record = reader.getCurrentValue();
          assertThat(record.bytes().isDirect()).isTrue();
          sum += record.byteAt(0);
        }
      }
      assertThat(sum).isEqualTo('l' * CountingTask.value(task, "records"));
      assertThat(CountingTask.value(task, "bytesCopied")).isZero();
      assertThat(CountingTask.value(task, "bytesMapped")).isPositive();
    }
  }

  @Test
  void aRecordMovesToTheNextAndItsCopiesAndBuffersStay() throws Exception {
    Path file = Files.writeString(folder.resolve("f"), "one\ntwo\n");
    Configuration conf = HadoopRecords.conf(file, PAGE, true);
    InputSplit split = HadoopRecords.splits(format, conf).get(0);
    TaskAttemptContext task = new TaskAttemptContextImpl(conf, new TaskAttemptID());
    ByteBuffer second;
    try (RecordReader<LongWritable, MappedRecord> reader = format.createRecordReader(split, task)) {
      reader.initialize(split, task);
      assertThat(reader.getCurrentValue()).isNull();
      assertThat(reader.nextKeyValue()).isTrue();
      MappedRecord first = reader.getCurrentValue();
      MappedRecord copy = first.copy();
      ByteBuffer buffer = first.bytes();
      assertThat(reader.nextKeyValue()).isTrue();
      assertThat(reader.getCurrentValue()).isSameAs(first).hasToString("two");
      assertThat(copy).hasToString("one");
      assertThat(text(buffer)).isEqualTo("one");
      second = first.bytes();
      assertThat(reader.nextKeyValue()).isFalse();
      assertThat(reader.getCurrentKey()).isNull();
      assertThat(reader.getCurrentValue()).isNull();
    }
    assertThat(text(second)).isEqualTo("two");
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.US_ASCII.decode(bytes).toString();
  }

  @Test
  void wrongFormatsAndMissingLengthsAreNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "one\n");
    Configuration conf = HadoopRecords.conf(file);
    conf.set(MmapInputKeys.RECORD_FORMAT, "xml");
    assertThatThrownBy(() -> HadoopRecords.splits(format, conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("mmap.record.format: expected text, csv, fixed or lengthPrefixed, found 'xml'");
    conf.set(MmapInputKeys.RECORD_FORMAT, "lengthPrefixed");
    conf.set(MmapInputKeys.LENGTH_TYPE, "int");
    assertThatThrownBy(() -> HadoopRecords.splits(format, conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "mmap.length.type: expected uint8, uint16, uint32, uint64 or varint, found 'int'");
    conf.set(MmapInputKeys.RECORD_FORMAT, "fixed");
    assertThatThrownBy(() -> HadoopRecords.splits(format, conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mmap.record.length: expected the length of a record");
  }

  /** Hadoop's own getters take the default in place of a value that they cannot read. */
  @ParameterizedTest
  @CsvSource({
    "csv, mmap.csv.header, yes, expected true or false",
    "text, mmap.verify.checksums, no, expected true or false",
    "lengthPrefixed, mmap.index, 1, expected true or false",
    "lengthPrefixed, mmap.length.includes.header, on, expected true or false",
    "lengthPrefixed, mmap.max.record.length, 1k, a number of bytes from 1 to 1073741808",
    "lengthPrefixed, mmap.max.record.length, 0, a number of bytes from 1 to 1073741808",
    "fixed, mmap.record.length, 8b, at least 1",
    "fixed, mmap.record.length, 0, at least 1"
  })
  void aValueThatIsNoneIsNamedAndNotPassedOver(
      String recordFormat, String key, String value, String expected) throws IOException {
    Configuration conf = HadoopRecords.conf(Files.writeString(folder.resolve("f"), "one\n"));
    conf.set(MmapInputKeys.RECORD_FORMAT, recordFormat);
    conf.set(key, value);
    assertThatThrownBy(() -> HadoopRecords.splits(format, conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(key + ": ")
        .hasMessageContaining(expected)
        .hasMessageEndingWith("found '" + value + "'");
  }

  @Test
  void aReaderThatIsNotOpenSaysSo() {
    SplitReader<MappedRecord> reader = RecordInput.mapped(new Configuration()).reader();
    assertThatThrownBy(() -> reader.next(new LongWritable(), reader.newValue()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not open");
  }
}
