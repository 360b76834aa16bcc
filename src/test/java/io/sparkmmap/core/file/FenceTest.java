// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.os.NativeMemory;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.SourceScenarios;
import io.sparkmmap.process.ChildJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a file while it is read, mapped and read by position alike. */
class FenceTest extends FenceFixture {
  @ParameterizedTest
  @EnumSource
  void aFileThatStaysAsItIsPasses(Access access) throws IOException {
    try (RegionSource source = open(access)) {
      source.verify();
      assertThat(source.regionAt(0, LENGTH).length()).isEqualTo(LENGTH);
      source.verify();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTruncatedFileIsToldWithTheOffsetOfItsEnd(Access access) throws IOException {
    for (long length : new long[] {PAGE + 1, PAGE, PAGE - 1, 0}) {
      create();
      RegionSource source = openAndRead(access);
      truncate(length);
      assertChanged(
          source,
          "at offset " + length,
          "expected length " + LENGTH,
          "found length " + length + ", so the file was truncated");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatWasOverwrittenInPlaceIsFoundByItsModificationTime(Access access)
      throws IOException {
    RegionSource source = openAndRead(access);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), PAGE);
    }
    assertChanged(
        source,
        "at offset 0",
        "expected modification time 1970-01-01T00:16:40Z as opened",
        "so the file was overwritten");
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatWasCutAndFilledUpAgainIsFoundByItsModificationTime(Access access)
      throws IOException {
    RegionSource source = openAndRead(access);
    truncate(PAGE);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), LENGTH - 1);
    }
    assertChanged(source, "modification time", "so the file was overwritten");
  }

  /** As rsync does it, with --inplace --times. */
  @ParameterizedTest
  @EnumSource
  void anOverwriteThatPutsTheOldTimeBackIsFoundByItsChangeTime(Access access) throws IOException {
    RegionSource source = openAndRead(access);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), PAGE);
    }
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    assertChanged(
        source,
        "at offset 0: expected change time ",
        "at the same modification time, so the file was overwritten and given its old time again",
        "run the query again");
  }

  /**
   * It cannot be distinguished from the above; whoever opens the file after that finds nothing
   * wrong.
   */
  @ParameterizedTest
  @EnumSource
  void newPermissionsFailWhoReadsAndNobodyAfterThat(Access access) throws IOException {
    RegionSource source = openAndRead(access);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    assertChanged(source, "or its permissions, owner or links were changed");
    planned = PlannedFile.of(file);
    try (RegionSource later = openAndRead(access)) {
      later.verify();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherFileUnderTheNameIsNotTheFile(Access access) throws IOException {
    RegionSource source = openAndRead(access);
    Path other = Files.copy(file, directory.resolve("other"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    assertChanged(source, "at offset 0", "expected the file that was opened", "it was replaced");
  }

  @ParameterizedTest
  @EnumSource
  void aDeletedFileIsToldAsSuch(Access access) throws IOException {
    RegionSource source = openAndRead(access);
    Files.delete(file);
    assertChanged(source, "at offset 0", "found no file, so it was deleted or renamed");
  }

  @ParameterizedTest
  @EnumSource
  void aDirectoryOrAFifoInPlaceOfTheFileIsAChangeToo(Access access) throws Exception {
    RegionSource source = openAndRead(access);
    Files.delete(file);
    Files.createDirectory(file);
    assertChanged(source, "expected the file that was opened", "found a directory");
    Files.delete(file);
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    assertChanged(source, "expected the file that was opened", "FIFO, device or socket");
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatChangedAfterPlanningIsNotOpened(Access access) throws IOException {
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_001));
    assertThatExceptionOfType(FileChangedException.class)
        .isThrownBy(() -> open(access))
        .withNoCause()
        .withMessageContaining("expected modification time 1000000 ms as planned")
        .withMessageContaining("found 1000001 ms, so the file was overwritten");
    truncate(PAGE);
    assertThatExceptionOfType(FileChangedException.class)
        .isThrownBy(() -> open(access))
        .withMessageContaining("at offset " + PAGE + ": expected length " + LENGTH + " as planned");
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatIsCutBeforeItsFirstBytesAreReadIsAChange(Access access) throws IOException {
    RegionSource source = open(access);
    truncate(PAGE);
    assertThatExceptionOfType(FileChangedException.class)
        .isThrownBy(() -> source.regionAt(0, LENGTH))
        .withNoCause()
        .withMessageContaining("at offset " + PAGE + ": expected length " + LENGTH);
    assertChanged(source, "at offset " + PAGE);
  }

  @ParameterizedTest
  @EnumSource
  void offsetsOutsideOfTheFileAreNoneOfItsBytes(Access access) throws IOException {
    try (RegionSource source = open(access)) {
      for (long[] range : new long[][] {{-1, 1}, {LENGTH + 1, 0}, {Long.MAX_VALUE, 1}, {0, -1}}) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> source.regionAt(range[0], range[1]))
            .withMessageContaining(file + ": " + range[1] + " bytes at offset " + range[0]);
      }
      assertThat(source.regionAt(LENGTH, 5).endOffset()).isEqualTo(LENGTH);
    }
  }

  @Test
  void aFaultUnderTheMappingIsFoundWhereTheFileLooksAsBefore() throws IOException {
    needsTheGuard();
    RegionSource source = open(Access.MAPPED);
    MappedRegion region = source.regionAt(0, 1);
    truncate(0);
    assertThat(region.byteAt(LENGTH - 1)).isZero();
    assertChanged(source, "at offset 0", "found length 0, so the file was truncated");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), LENGTH - 1);
    }
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    assertChanged(
        source,
        "at offset 0",
        "expected every page from there to offset " + LENGTH + " to be readable",
        "found a page that is gone (SIGBUS)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xint", "-XX:+TieredCompilation", "-XX:-TieredCompilation"})
  void cutsUnderEveryKindOfCompiledLoopAreErrors(String compilation) throws Exception {
    needsTheGuard();
    ChildJvm.Result result =
        ChildJvm.in(directory)
            .options(compilation)
            .run(SourceScenarios.class, "cuts", directory.toString());
    assertThat(result.output()).endsWith("survived\n");
    assertThat(result.exitCode()).isZero();
  }

  private static void needsTheGuard() {
    assumeTrue(NativeMemory.instance().isPresent(), NativeMemory.unavailableReason());
  }
}
