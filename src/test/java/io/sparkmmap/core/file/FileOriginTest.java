// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileOriginTest {
  @TempDir Path folder;

  private PlannedFile plannedAndReplaced(int newLength) throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[100]);
    PlannedFile planned = PlannedFile.of(file);
    assumeTrue(!planned.origin().view().isEmpty(), "the system shows nothing of its mounts");
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
  void whereThePathIsThatOfAnotherViewOnlyTheContentIsCompared() throws IOException {
    PlannedFile seen = plannedAndReplaced(200);
    FileOrigin elsewhere =
        new FileOrigin(
            "another boot", seen.origin().fileKey(), null, true, seen.origin().witness());
    PlannedFile longer =
        new PlannedFile(seen.path(), seen.length(), seen.modifiedTimeMs(), elsewhere);
    assertThatExceptionOfType(FileChangedException.class)
        .isThrownBy(() -> open(longer))
        .withMessageContaining("which was set after something was written");
    Files.write(Path.of(seen.path()), new byte[1], StandardOpenOption.APPEND);
    open(longer);
    assertThatExceptionOfType(FileChangedException.class)
        .isThrownBy(() -> open(new PlannedFile(seen.path(), seen.length(), seen.modifiedTimeMs())))
        .withMessageContaining("nothing is known of the content");
  }

  /** As after rsync --inplace --times between two tasks of a query. */
  @Test
  void anOverwriteThatPutsTheOldTimeBackIsFoundByTheChangeTimeOfThePlan() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[100]);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    PlannedFile planned = PlannedFile.of(file);
    assumeTrue(!planned.origin().view().isEmpty(), "the system says nothing of its mounts");
    open(planned);
    Files.write(file, new byte[] {1}, StandardOpenOption.WRITE);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    assertThatExceptionOfType(FileChangedException.class)
        .isThrownBy(() -> open(planned))
        .withMessageContaining("expected change time")
        .withMessageContaining("given its old time again");
  }

  /** Where the change time is that of another system only the content is left. */
  @Test
  void anOverwriteThatPutsTheOldTimeBackIsFoundElsewhereByTheContent() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[100_000]);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    FileOrigin origin = PlannedFile.of(file).origin();
    PlannedFile planned =
        new PlannedFile(
            file.toString(),
            100_000,
            1_000_000,
            new FileOrigin("another boot", origin.fileKey(), null, true, origin.witness()));
    open(planned);
    byte[] changed = new byte[100_000];
    changed[77_777] = 1;
    Files.write(file, changed);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    assertThatExceptionOfType(FileChangedException.class)
        .isThrownBy(() -> open(planned))
        .withMessageContaining("at offset 65536: expected the bytes that were there");
  }

  @Test
  void aLookWantsToKnowTheStartOfAFileOnlyAndNotWhetherItGrew() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[1 << 20]);
    PlannedFile listed =
        new PlannedFile(
            file.toString(), Files.size(file), Files.getLastModifiedTime(file).toMillis());
    Files.write(file, new byte[1], StandardOpenOption.APPEND);
    assertThatExceptionOfType(FileChangedException.class)
        .isThrownBy(() -> open(listed))
        .withMessageContaining("nothing is known of the content");

    RegionSource source =
        RegionSources.open(
            listed.forLook(), MemoryMode.READ, new ReadStatistics(), new LeaseScope());
    assertThat(source.firstBytes(2)).isEqualTo(new byte[2]);
    Files.write(file, new byte[] {1}, StandardOpenOption.WRITE);
    Files.write(file, new byte[1], StandardOpenOption.APPEND);
    assertThatExceptionOfType(FileChangedException.class)
        .isThrownBy(source::close)
        .withMessageContaining("so the file was overwritten");
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    FileOrigin origin =
        PlannedFile.of(Files.write(folder.resolve("file"), new byte[1 << 20])).origin();
    for (FileOrigin each : new FileOrigin[] {origin, FileOrigin.UNKNOWN}) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      each.write(new DataOutputStream(bytes));
      assertThat(
              FileOrigin.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
          .isEqualTo(each);
    }
  }
}
