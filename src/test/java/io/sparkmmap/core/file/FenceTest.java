// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.MappingBudget;
import io.sparkmmap.core.mapping.MappingCache;
import io.sparkmmap.core.mapping.Retention;
import io.sparkmmap.core.mapping.WindowGeometry;
import io.sparkmmap.core.os.LocalHost;
import io.sparkmmap.core.os.NativeMemory;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.source.MappedRegionSource;
import io.sparkmmap.core.source.ReadRegionSource;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.SourceScenarios;
import io.sparkmmap.process.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a file while it is read, mapped and read by position alike. */
class FenceTest {
  private static final int PAGE = PageSize.bytes();
  private static final int LENGTH = 8 * PAGE;

  enum Access {
    MAPPED,
    READ
  }

  @TempDir Path directory;
  private final LeaseScope scope = new LeaseScope();
  private Path file;
  private PlannedFile planned;

  @BeforeEach
  void create() throws IOException {
    file = Files.write(directory.resolve("data"), new byte[LENGTH]);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    planned = PlannedFile.of(file);
  }

  @AfterEach
  void end() {
    scope.close();
  }

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

  /** A system sets the time of a write before the length: who looks in between must look again. */
  @ParameterizedTest
  @EnumSource
  void aFileThatIsAppendedToWithoutPauseIsNotTakenForAnOverwrittenOne(Access access)
      throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Void> appended = CompletableFuture.runAsync(() -> appendUntil(ended));
    try {
      for (int i = 0; i < 300; i++) {
        planned = PlannedFile.of(file);
        try (RegionSource source = open(access)) {
          source.regionAt(0, 1);
          for (int look = 0; look < 10; look++) {
            source.verify();
          }
        }
      }
    } finally {
      ended.set(true);
      appended.get();
    }
  }

  private void appendUntil(AtomicBoolean ended) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      while (!ended.get()) {
        channel.write(ByteBuffer.wrap(new byte[3]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whoLooksInTheMiddleOfAnAppendLooksAgain() throws IOException {
    FileIdentity before = FileIdentity.of(file);
    FileIdentity between =
        new FileIdentity(before.fileKey(), LENGTH, FileTime.fromMillis(2_000_000), null);
    FileIdentity after =
        new FileIdentity(before.fileKey(), LENGTH + 1, FileTime.fromMillis(2_000_000), null);
    Iterator<FileIdentity> looks = List.of(between, between, after).iterator();
    assertThat(AppendDetector.awaitStable(looks::next, now -> now.length() == LENGTH))
        .isEqualTo(after);

    AtomicInteger overwritten = new AtomicInteger();
    AppendDetector.StateReader<IOException> again =
        () -> {
          overwritten.incrementAndGet();
          return between;
        };
    assertThat(AppendDetector.awaitStable(again, now -> now.length() == LENGTH)).isEqualTo(between);
    assertThat(overwritten).as("looks").hasValueGreaterThan(5);
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
  void aFileThatOnlyGrewIsReadUpToItsPlannedLength(Access access) throws IOException {
    RegionSource source = openAndRead(access);
    Files.write(file, new byte[PAGE], StandardOpenOption.APPEND);
    source.verify();
    assertThat(source.regionAt(LENGTH - 1, PAGE).endOffset()).isEqualTo(LENGTH);
    source.close();

    try (RegionSource later = open(access)) {
      assertThat(later.regionAt(0, 2L * LENGTH).endOffset()).isEqualTo(LENGTH);
      assertThat(later.regionAt(LENGTH, 1).endOffset()).isEqualTo(LENGTH);
      later.verify();
    }
  }

  /** As cp, truncate and rewrite, and rsync --inplace do with the export of the next day. */
  @ParameterizedTest
  @EnumSource
  void aLongerFileWrittenOverTheOneThatIsReadIsNoAppend(Access access) throws IOException {
    for (int length : new int[] {LENGTH, 100 * PAGE + 1, 3 << 20}) {
      for (int changed : new int[] {0, length - 1}) {
        Files.write(file, new byte[length]);
        planned = PlannedFile.of(file);
        RegionSource source = open(access);
        source.regionAt(0, 1);
        byte[] longer = new byte[length + 1];
        longer[changed] = 1;
        Files.write(file, longer);
        assertChanged(source, "expected the bytes that were there", "the file was overwritten");
        assertThatExceptionOfType(FileChangedException.class)
            .isThrownBy(() -> open(access))
            .withNoCause()
            .withMessageContaining("expected the bytes that were there");
      }
    }
  }

  /** Where none of the places that the plan knows was written to, those that were read may be. */
  @ParameterizedTest
  @EnumSource
  void whatWasReadIsComparedToo(Access access) throws IOException {
    int length = 4 << 20;
    Files.write(file, new byte[length]);
    planned = PlannedFile.of(file);
    byte[] longer = new byte[length + 1];
    longer[(2 << 20) + 5] = 1; // in the part of the 32nd of 64 pieces
    longer[(2 << 20) - PAGE + 5] = 1;
    RegionSource source = open(access);
    source.regionAt((2 << 20) - PAGE, PAGE);
    source.verifySoFar((2 << 20) - PAGE);
    source.verify();
    Files.write(file, longer);
    assertChanged(source, "expected the bytes that were there", "the file was overwritten");
  }

  @ParameterizedTest
  @EnumSource
  void aLongerFileWithItsOldTimeIsNoAppend(Access access) throws IOException {
    RegionSource source = openAndRead(access);
    Files.write(file, new byte[LENGTH + 1]);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    assertChanged(source, "expected a longer file to have been appended to", "rsync");
    assertThatExceptionOfType(FileChangedException.class)
        .isThrownBy(() -> open(access))
        .withMessageContaining("expected a longer file to have been appended to");
  }

  /** Two writes within a tick of the clock: the second leaves times and length as they are. */
  @ParameterizedTest
  @EnumSource
  void aChangeThatTheClockDoesNotShowIsFoundByTheContent(Access access) throws IOException {
    for (int i = 0; i < 100; i++) {
      Files.write(file, new byte[LENGTH]);
      planned = PlannedFile.of(file);
      byte[] changed = new byte[LENGTH];
      changed[i] = 1;
      RegionSource source = open(access);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(changed), 0);
      }
      assertThatExceptionOfType(FileChangedException.class).isThrownBy(source::close);
    }
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

  private RegionSource open(Access access) throws IOException {
    if (access == Access.READ) {
      return ReadRegionSource.open(planned, PAGE, new ReadStatistics(), scope);
    }
    MappingCache cache =
        new MappingCache(
            WindowGeometry.DEFAULT,
            new MappingBudget(100, 1L << 40),
            Retention.DEFAULT,
            System::currentTimeMillis);
    return MappedRegionSource.open(planned, cache, new ReadStatistics(), scope);
  }

  private RegionSource openAndRead(Access access) throws IOException {
    RegionSource source = open(access);
    assertThat(source.regionAt(0, LENGTH).byteAt(LENGTH - 1)).isZero();
    source.verify();
    return source;
  }

  private void truncate(long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  /** Both by the check of a batch and by the last one. */
  private void assertChanged(RegionSource source, String... texts) {
    for (String text : texts) {
      assertThatExceptionOfType(FileChangedException.class)
          .isThrownBy(source::verify)
          .withNoCause()
          .withMessageContaining(file + " on host " + LocalHost.name())
          .withMessageContaining(text);
    }
    assertThatExceptionOfType(FileChangedException.class).isThrownBy(source::close).withNoCause();
  }
}
