// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.recognize.Compression;
import io.sparkmmap.fuzz.ParserFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.lib.input.LineRecordReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any file, in any splits, as Hadoop's keys and values. */
class SplitReaderFuzzTest {
  private static final List<byte[]> FILES =
      ParserFuzz.latin(
          "one\ntwo\r\nthree\rfour\n\nsix",
          "\u00EF\u00BB\u00BFmarked\nline|with||bars\nabcabcabd",
          "aaaaaaaa\nabababab|\u00FF\u0001\u0000end\n",
          "",
          "GET /index.html 200\n".repeat(40));

  private static final List<byte[]> PIECES =
      ParserFuzz.latin(
          "\n", "\r", "\r\n", "|", "||", "aa", "abab", "\u00EF\u00BB\u00BF", "BZh91AY&SY", "PK");

  private static final List<String> DELIMITERS = List.of("\n", "\r\n", "|", "||", "aa", "abab");

  @TempDir Path folder;
  private int files;

  /** A record as {@link HadoopRecords#show} has it, of what is there when it was cut out. */
  private static List<String> lines(String file, String delimiter, int maxBytes) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < file.length()) {
      int end = start;
      while (end < file.length() && delimiterAt(file, end, delimiter) == 0) {
        end++;
      }
      int next = end + (end < file.length() ? delimiterAt(file, end, delimiter) : 0);
      int from = start == 0 && file.substring(0, end).startsWith("\u00EF\u00BB\u00BF") ? 3 : start;
      if (next - from < maxBytes && from < file.length()) {
        lines.add(start + ":" + file.substring(from, end));
      }
      start = next;
    }
    return lines;
  }

  private static int delimiterAt(String file, int at, String delimiter) {
    if (delimiter != null) {
      return file.startsWith(delimiter, at) ? delimiter.length() : 0;
    }
    return file.startsWith("\r\n", at)
        ? 2
        : file.charAt(at) == '\r' || file.charAt(at) == '\n' ? 1 : 0;
  }

  private <V> List<String> records(RecordInput<V> input, byte[] content, Random random)
      throws IOException {
    // A file of its own each time: a file system may sync one that is written again.
    Path file = Files.write(folder.resolve("file" + files++), content);
    try {
      return records(input, file, content.length, random);
    } finally {
      Files.delete(file);
    }
  }

  private static <V> List<String> records(
      RecordInput<V> input, Path file, int length, Random random) throws IOException {
    int[] borders = random.ints(random.nextInt(3), 0, length + 1).sorted().toArray();
    List<String> records = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= borders.length; i++) {
      int end = i < borders.length ? borders[i] : length;
      var path = new org.apache.hadoop.fs.Path(file.toUri());
      try (SplitReader<V> reader = input.reader()) {
        reader.open(new FileSplit(path, start, end - start, new String[0]), name -> null);
        LongWritable key = new LongWritable();
        V value = reader.newValue();
        while (reader.next(key, value)) {
          records.add(HadoopRecords.show(key, value));
        }
      }
      start = end;
    }
    return records;
  }

  /** Mapped now and then only: each state of the file that was mapped stays so for a while. */
  private static Configuration conf(Random random) {
    Configuration conf = new Configuration(false);
    conf.setBoolean(MmapInputKeys.MEMORY_MAP, random.nextInt(20) == 0);
    return conf;
  }

  @Test
  void anyFileIsLinesWithTheirOffsets() {
    ParserFuzz.Outcome outcome =
        new ParserFuzz("lines in Hadoop", FILES, PIECES)
            .refusing(error -> error instanceof IOException)
            .run(
                (input, random) -> {
                  Configuration conf = conf(random);
                  String delimiter =
                      random.nextBoolean()
                          ? null
                          : DELIMITERS.get(random.nextInt(DELIMITERS.size()));
                  if (delimiter != null) {
                    conf.set(MmapInputKeys.RECORD_DELIMITER, delimiter);
                  }
                  int maxBytes = random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(30);
                  conf.setInt(LineRecordReader.MAX_LINE_LENGTH, maxBytes);
                  RecordInput<?> lines =
                      random.nextBoolean() ? RecordInput.text(conf) : RecordInput.mapped(conf);
                  List<String> expected = lines(new String(input, ISO_8859_1), delimiter, maxBytes);
                  List<String> found = unlessCompressed(lines, input, random);
                  assertThat(found).isEqualTo(expected);
                });

    assertThat(outcome.answers()).isGreaterThan(10_000);
  }

  /** A refusal is thrown on, and must have its reason. */
  private <V> List<String> unlessCompressed(RecordInput<V> input, byte[] content, Random random)
      throws IOException {
    byte[] first = Arrays.copyOf(content, Math.min(content.length, Compression.MAGIC_BYTES));
    try {
      return records(input, content, random);
    } catch (IOException e) {
      assertThat(Compression.byMagic(first)).as("the reason for %s", e).isPresent();
      throw e;
    }
  }

  @Test
  void anyFileIsWholeRecordsOrAClearError() {
    ParserFuzz.Outcome outcome =
        new ParserFuzz("fixed-length records in Hadoop", FILES, PIECES)
            .refusing(
                error ->
                    error instanceof IOException
                        && error.getMessage().contains("expected a whole number of records"))
            .run(
                (input, random) -> {
                  Configuration conf = conf(random);
                  conf.set(MmapInputKeys.COMPRESSION, "none");
                  int length = 1 + random.nextInt(9);
                  conf.setInt(MmapFixedLengthInputFormat.FIXED_RECORD_LENGTH, length);
                  List<String> found = records(RecordInput.fixedLength(conf), input, random);
                  List<String> expected = new ArrayList<>();
                  for (int at = 0; at + length <= input.length; at += length) {
                    expected.add(at + ":" + new String(input, at, length, ISO_8859_1));
                  }
                  assertThat(input.length % length).isZero();
                  assertThat(found).isEqualTo(expected);
                });

    assertThat(outcome.answers()).isGreaterThan(1_000);
    assertThat(outcome.refusals()).isGreaterThan(1_000);
  }
}
