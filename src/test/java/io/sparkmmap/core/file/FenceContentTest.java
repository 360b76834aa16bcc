// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Appends and overwrites that only the content of a file distinguishes. */
class FenceContentTest extends FenceFixture {
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
}
