// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LineNumbersTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(
      value = MemoryMode.class,
      names = {"MAP", "READ"})
  void everyLineHasItsNumberFromWhereverItIsAsked(MemoryMode mode) throws IOException {
    String text = "\uFEFFone\r\n\r\n\nfour\rfive\n" + "x".repeat(3 << 20) + "\nseven";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    PlannedFile file = PlannedFile.of(Files.write(folder.resolve("f"), bytes));
    long[] starts = {3, 8, 10, 11, 16, 21, 21 + (3 << 20) + 1};
    assertThat(bytes[21]).isEqualTo((byte) 'x');
    try (LeaseScope leases = new LeaseScope();
        RegionSource source = RegionSources.open(file, mode, new ReadStatistics(), leases)) {
      DataRange range = DataRange.of(0, bytes.length, bytes.length);
      for (int first = 0; first < starts.length; first++) {
        LineNumbers numbers = new LineNumbers(source, range, LineSeparator.NEWLINES);
        for (int line = first; line < starts.length; line++) {
          assertThat(numbers.at(starts[line])).as("%d from %d", line, first).isEqualTo(line);
        }
      }
    }
  }
}
