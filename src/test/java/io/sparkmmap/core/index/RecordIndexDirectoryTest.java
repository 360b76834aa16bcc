// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.file.HostFailureException;
import io.sparkmmap.core.prefixed.PlainPrefixedRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where an index is kept: in a directory of this user alone. */
class RecordIndexDirectoryTest extends RecordIndexFixture {
  @Test
  void whatIsPreparedAndCannotBeKeptIsAnError() {
    assertThatThrownBy(() -> prepare(offset -> delete(indexes)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("its index was made and not kept")
        .hasMessageContaining(indexes.toString());
  }

  @Test
  void itIsDroppedWhenTheFileChanges() throws IOException {
    readInSplitsOf(300_000);
    byte[] before = Files.readAllBytes(indexFile());
    write();
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));
    assertThat(readInSplitsOf(300_000)).isEqualTo(PlainPrefixedRecords.read(data, PREFIX));
    assertThat(passes).hasValue(2);
    assertThat(Files.readAllBytes(indexFile())).isNotEqualTo(before);
  }

  /** As by {@code rsync --inplace --times}: nothing but the change time shows it. */
  @Test
  void itIsDroppedWhenTheFileIsOverwrittenAndGivenItsOldTimeAgain() throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    readInSplitsOf(300_000);
    Collections.reverse(written);
    writeOut();
    Files.setLastModifiedTime(file, time);
    assertThat(readInSplitsOf(300_000)).isEqualTo(PlainPrefixedRecords.read(data, PREFIX));
    assertThat(passes).hasValue(2);
  }

  @Test
  void aDamagedOneIsMadeAnew() throws IOException {
    List<String> expected = PlainPrefixedRecords.read(data, PREFIX);
    readInSplitsOf(500_000);
    byte[] whole = Files.readAllBytes(indexFile());
    for (int i = 0; i < 40; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(indexFile(), i == 0 ? new byte[0] : i == 1 ? new byte[5 << 20] : damaged);
      int before = passes.get();
      assertThat(read(500_000, data.length)).isEqualTo(tail(expected, 500_000));
      assertThat(passes).hasValue(before + 1);
      assertThat(Files.readAllBytes(indexFile())).isEqualTo(whole);
    }
  }

  @Test
  void theDirectoryIsForThisUserAlone() throws IOException {
    readInSplitsOf(500_000);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(indexes)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(indexFile())))
        .isEqualTo("rw-------");
  }

  @Test
  void aDirectoryThatOthersCanWriteToIsRefused() throws IOException {
    Files.createDirectory(indexes);
    Files.setPosixFilePermissions(indexes, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> read(500_000, data.length))
        .isInstanceOf(HostFailureException.class)
        .hasMessageContaining(indexes + ": expected a directory of this user")
        .hasMessageContaining("one that others can write to")
        .hasMessageContaining("indexDirectory");
  }

  @Test
  void aSymbolicLinkIsNotFollowed() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(indexes, elsewhere);
    assertThatThrownBy(() -> read(500_000, data.length))
        .isInstanceOf(HostFailureException.class)
        .hasMessageContaining("no directory");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void aLinkInThePlaceOfAnIndexIsReplacedAndNotWrittenThrough() throws IOException {
    readInSplitsOf(500_000);
    Path index = indexFile();
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    Files.delete(index);
    Files.createSymbolicLink(index, victim);
    List<String> expected = PlainPrefixedRecords.read(data, PREFIX);
    assertThat(read(500_000, data.length)).isEqualTo(tail(expected, 500_000));
    assertThat(victim).hasContent("mine");
    assertThat(Files.isSymbolicLink(index)).isFalse();
  }
}
