// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileOriginTest {
  @TempDir Path folder;

  private PlannedFile plannedAndReplaced(int newLength) throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[100]);
    PlannedFile planned = PlannedFile.of(file);
    assumeTrue(!planned.origin().view().isEmpty(), "the system tells nothing of its mounts");
    Path other = Files.write(folder.resolve("other"), new byte[newLength]);
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    return planned;
  }

  private static void open(PlannedFile planned) throws IOException {
    RegionSources.open(planned, MemoryMode.READ, new ReadStatistics(), new LeaseScope()).close();
  }

  @Test
  void aReplacedFileIsKnownWhateverItsLengthAndTime() throws IOException {
    for (int length : new int[] {100, 200}) {
      PlannedFile planned = plannedAndReplaced(length);
      assertThatExceptionOfType(FileChangedException.class)
          .isThrownBy(() -> open(planned))
          .withMessageContaining("so it was replaced");
    }
  }

  @Test
  void whereThePathIsThatOfAnotherViewNothingIsCompared() throws IOException {
    PlannedFile seen = plannedAndReplaced(200);
    FileOrigin elsewhere = new FileOrigin("another boot", seen.origin().fileKey());
    open(new PlannedFile(seen.path(), seen.length(), seen.modifiedTimeMs(), elsewhere));
    open(new PlannedFile(seen.path(), seen.length(), seen.modifiedTimeMs()));
  }

  @Test
  void aFileInAnotherStateThanThePlanIsNotTakenForIt() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[100]);
    long modifiedMs = Files.getLastModifiedTime(file).toMillis();
    assertThat(FileOrigin.of(file, 99, modifiedMs)).isEqualTo(FileOrigin.UNKNOWN);
    assertThat(FileOrigin.of(file, 100, modifiedMs + 1)).isEqualTo(FileOrigin.UNKNOWN);
    assertThat(FileOrigin.of(folder.resolve("none"), 0, 0)).isEqualTo(FileOrigin.UNKNOWN);
    assertThat(FileOrigin.of(file, 100, modifiedMs)).isEqualTo(PlannedFile.of(file).origin());
  }
}
