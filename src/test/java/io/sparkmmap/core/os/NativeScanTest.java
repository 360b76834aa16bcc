// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkmmap.core.mapping.GuardedPages;
import io.sparkmmap.core.mapping.GuardedPages.Edge;
import io.sparkmmap.core.mapping.MappedTestFile;
import io.sparkmmap.core.source.RegionSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against loops over single bytes, with pages around the bytes that must not be touched. */
class NativeScanTest {
  private static final int LENGTH = 1 << 20;

  @TempDir Path directory;

  @BeforeAll
  static void needsTheNativeLibrary() {
    assumeTrue(NativeMemory.instance().isPresent(), NativeMemory.unavailableReason());
  }

  private static byte[] random(Random random, int length, String alphabet) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
    }
    return bytes;
  }

  @ParameterizedTest
  @EnumSource(Edge.class)
  void lineFeedsAreCountedAndCarriageReturnsSeen(Edge edge) throws Exception {
    Random random = new Random(20261121);
    for (int length : new int[] {1, 15, 16, 63, 64, 65, 1_000, 4_095, 40_000}) {
      byte[] content = random(random, length, "\n\nabcd");
      if (length > 2 && random.nextBoolean()) {
        content[random.nextInt(length)] = '\r';
      }
      try (GuardedPages pages = new GuardedPages(length);
          RegionSource source = pages.source(content, edge)) {
        ByteBuffer bytes = source.regionAt(0, length).bytes();
        assertThat(NativeScan.canScan(bytes)).isTrue();
        for (int i = 0; i < 50; i++) {
          int from = i == 0 ? 0 : random.nextInt(length + 1);
          int to = i == 0 ? length : from + random.nextInt(length - from + 1);
          assertThat(NativeScan.countLineFeeds(bytes, from, to))
              .as("%d to %d of %d", from, to, length)
              .isEqualTo(count(content, from, to));
        }
      }
    }
  }

  private static int count(byte[] content, int from, int to) {
    int lines = 0;
    for (int i = from; i < to; i++) {
      if (content[i] == '\r') {
        return -1;
      }
      lines += content[i] == '\n' ? 1 : 0;
    }
    return lines;
  }

  @ParameterizedTest
  @EnumSource(Edge.class)
  void sequencesAreFoundWhereTheyStandFirst(Edge edge) throws Exception {
    Random random = new Random(20261121);
    for (int length : new int[] {1, 7, 64, 65, 300, 5_000}) {
      byte[] content = random(random, length, length > 1_000 ? "aaaaaaaaaaaaaaaab" : "ab");
      try (GuardedPages pages = new GuardedPages(length);
          RegionSource source = pages.source(content, edge)) {
        ByteBuffer bytes = source.regionAt(0, length).bytes();
        for (int i = 0; i < 300; i++) {
          int from = random.nextInt(length + 1);
          int to = from + random.nextInt(length - from + 1);
          byte[] sequence = random(random, 1 + random.nextInt(i % 3 == 0 ? 100 : 8), "aab");
          int one = random.nextInt(sequence.length);
          int other = random.nextInt(sequence.length);
          assertThat(NativeScan.find(bytes, from, to, sequence, one, other))
              .as(
                  "%s from %d to %d of %d",
                  new String(sequence, StandardCharsets.US_ASCII), from, to, length)
              .isEqualTo(find(content, from, to, sequence));
        }
      }
    }
  }

  private static int find(byte[] content, int from, int to, byte[] sequence) {
    String text = new String(content, 0, to, StandardCharsets.ISO_8859_1);
    return text.indexOf(new String(sequence, StandardCharsets.ISO_8859_1), from);
  }

  @Test
  void aFaultInAScanIsCaught() {
    MappedTestFile file = MappedTestFile.create(directory, LENGTH); // all of its bytes are 1
    GuardedRange range = file.guard();
    byte[] sequence = {1, 2};
    assertThat(NativeScan.countLineFeeds(file.buffer(), 0, LENGTH)).isZero();
    assertThat(NativeScan.find(file.buffer(), 0, LENGTH, sequence, 0, 1)).isEqualTo(-1);
    assertThat(range.hasFaulted()).isFalse();

    file.truncate(LENGTH / 2);

    assertThat(NativeScan.countLineFeeds(file.buffer(), 0, LENGTH)).isZero();
    assertThat(range.hasFaulted()).isTrue();
    assertThat(NativeScan.find(file.buffer(), 0, LENGTH, new byte[] {1, 0}, 0, 1))
        .isEqualTo(LENGTH / 2 - 1);
    range.release();
  }

  @Test
  void aFaultInASearchIsCaught() {
    MappedTestFile file = MappedTestFile.create(directory, LENGTH);
    GuardedRange range = file.guard();
    file.truncate(0);
    assertThat(NativeScan.find(file.buffer(), 0, LENGTH, new byte[] {1, 1}, 0, 1)).isEqualTo(-1);
    assertThat(range.hasFaulted()).isTrue();
    range.release();
  }

  @Test
  void nothingOutsideTheBufferIsTouched() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(100).limit(50);
    byte[] sequence = {1, 2};
    assertThatThrownBy(() -> NativeScan.countLineFeeds(bytes, 0, 51))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> NativeScan.countLineFeeds(bytes, -1, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> NativeScan.find(bytes, 0, 51, sequence, 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> NativeScan.find(bytes, 0, 50, sequence, 0, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> NativeScan.find(bytes, 0, 50, new byte[0], 0, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> NativeScan.find(bytes, 0, 50, new byte[257], 0, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(NativeScan.canScan(ByteBuffer.allocate(9))).isFalse();
  }
}
