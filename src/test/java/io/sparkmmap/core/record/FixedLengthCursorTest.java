// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.lines.RecordsOf;
import io.sparkmmap.core.mapping.TestSources;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.FileRange;
import io.sparkmmap.core.split.SplitPlanner;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixedLengthCursorTest {
  private static final int PAGE = PageSize.bytes();

  @TempDir Path folder;

  @Test
  void concatenatedSplitsEqualTheRecordsOfTheFile() throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      int recordLength = 1 + random.nextInt(random.nextBoolean() ? 40 : 5000);
      int header = random.nextInt(3) == 0 ? random.nextInt(2 * PAGE) : 0;
      int trailer = random.nextInt(3) == 0 ? random.nextInt(100) : 0;
      int records = random.nextInt(5 * PAGE / recordLength + 2);
      byte[] bytes = new byte[header + records * recordLength + trailer];
      random.nextBytes(bytes);
      Path file = Files.write(folder.resolve("f" + round), bytes);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < records; i++) {
        int start = header + i * recordLength;
        expected.add(text.substring(start, start + recordLength));
      }

      for (int pages = 1; pages <= 3; pages++) {
        for (boolean mapped : new boolean[] {true, false}) {
          List<String> found = new ArrayList<>();
          for (FileRange split :
              SplitPlanner.of((long) pages * PAGE, PAGE).ranges(0, bytes.length)) {
            RegionSource source =
                mapped
                    ? TestSources.mapped(file, 1, 3 + random.nextInt(3))
                    : TestSources.read(file, 1 + random.nextInt(10_000));
            DataRange range =
                new DataRange(split.start(), split.end(), header, bytes.length - trailer);
            found.addAll(
                RecordsOf.all(
                    new FixedLengthCursor(source, range, recordLength, 1 + random.nextInt(100))));
          }
          assertThat(found).as("seed %d, round %d", seed, round).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void aRestThatIsNoWholeRecordIsAClearError() throws IOException {
    Path file = Files.write(folder.resolve("f"), new byte[103]);
    try (RegionSource source = TestSources.read(file, 50)) {
      assertThatThrownBy(() -> new FixedLengthCursor(source, DataRange.of(0, 50, 103), 10, 10))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("records of 10 bytes")
          .hasMessageContaining("103 bytes of data")
          .hasMessageContaining("leaves 3")
          .hasMessageContaining("headerBytes");
    }
  }

  @Test
  void aRecordLengthBelowOneIsRefused() {
    assertThatThrownBy(() -> FixedLengthCursor.recordCount("f", 10, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 0");
  }

  /** A file of a tebibyte, past what may be mapped, would else be read to be counted. */
  @Test
  void recordsAreCountedWithoutARegion() throws IOException {
    Path file = folder.resolve("sparse");
    long records = (1L << 40) / 100;
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(records * 100);
    }
    RegionSource source = TestSources.read(file, 1 << 20);
    DataRange all = DataRange.of(0, records * 100, records * 100);
    long count = 0;
    try (FixedLengthCursor cursor =
        new FixedLengthCursor(source, all, 100, FixedLengthCursor.COUNT_ONLY)) {
      while (cursor.next()) {
        assertThat(cursor.offset(0)).isEqualTo(count * 100);
        assertThat(cursor.offset(cursor.count() - 1) + 100).isEqualTo(cursor.nextOffset());
        assertThatThrownBy(cursor::region).hasMessageContaining("only counted");
        count += cursor.count();
      }
    }
    assertThat(count).isEqualTo(records);
    assertThat(source.statistics().bytesCopied()).isZero();
  }
}
