// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.os.PageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.lib.input.FixedLengthInputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MmapFixedLengthInputFormatTest {
  private static final int PAGE = PageSize.bytes();

  @TempDir Path folder;

  private final MmapFixedLengthInputFormat format = new MmapFixedLengthInputFormat();

  @Test
  void concatenatedSplitsEqualHadoopsOneSplit() throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 30; round++) {
      int recordLength = 1 + random.nextInt(random.nextBoolean() ? 40 : 3 * PAGE);
      byte[] bytes = new byte[recordLength * random.nextInt(6 * PAGE / recordLength + 2)];
      random.nextBytes(bytes);
      Path file = Files.write(folder.resolve("f" + round), bytes);
      Configuration oracle = HadoopRecords.conf(file);
      MmapFixedLengthInputFormat.setRecordLength(oracle, recordLength);
      List<String> expected = HadoopRecords.all(new FixedLengthInputFormat(), oracle);

      for (int pages = 1; pages <= 4; pages++) {
        for (boolean mapped : new boolean[] {true, false}) {
          Configuration conf = HadoopRecords.conf(file, (long) pages * PAGE, mapped);
          MmapFixedLengthInputFormat.setRecordLength(conf, recordLength);
          conf.set(MmapInputKeys.COMPRESSION, "none"); // random bytes may look like it
          assertThat(HadoopRecords.all(format, conf))
              .as("seed %d, round %d, %d pages, mapped %s", seed, round, pages, mapped)
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void aFileThatIsNoWholeNumberOfRecordsIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("f"), new byte[103]);
    Configuration conf = HadoopRecords.conf(file);
    MmapFixedLengthInputFormat.setRecordLength(conf, 10);
    assertThatThrownBy(() -> HadoopRecords.splits(format, conf))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("records of 10 bytes, found a file of 103 bytes")
        .hasMessageContaining("at offset 100: expected a whole number of records")
        .hasMessageContaining("fixedlengthinputformat.record.length");
  }

  @Test
  void theRecordLengthMustBeSet() throws IOException {
    Path file = Files.write(folder.resolve("f"), new byte[100]);
    Configuration conf = HadoopRecords.conf(file);
    assertThat(MmapFixedLengthInputFormat.getRecordLength(conf)).isZero();
    assertThatThrownBy(() -> HadoopRecords.splits(format, conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fixedlengthinputformat.record.length: expected the length")
        .hasMessageContaining("found nothing");
    MmapFixedLengthInputFormat.setRecordLength(conf, -1);
    assertThat(MmapFixedLengthInputFormat.getRecordLength(conf)).isEqualTo(-1);
    assertThatThrownBy(() -> HadoopRecords.splits(format, conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found '-1'");
  }
}
