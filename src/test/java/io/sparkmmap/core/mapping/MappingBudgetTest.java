// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.sparkmmap.core.os.LocalHost;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MappingBudgetTest {
  private static final Path KERNEL_LIMIT = Path.of("/proc/sys/vm/max_map_count");

  /** Such a file answers the first read only, so a buffered reading of it finds nothing. */
  @Test
  void theLimitIsTheKernelsOwn() throws IOException {
    assumeTrue(Files.exists(KERNEL_LIMIT));
    try (BufferedReader reader = Files.newBufferedReader(KERNEL_LIMIT)) {
      assertThat(MappingBudget.systemMaxMappings()).isEqualTo(Long.parseLong(reader.readLine()));
    }
    assertThat(MappingBudget.ofSystem().toString())
        .startsWith(
            "0 of at most "
                + MappingBudget.systemMaxMappings() / 4
                + " mappings and 0 of at most ");
  }

  @Test
  void whatIsReservedCountsUntilItIsReleased() {
    MappingBudget budget = new MappingBudget(2, 100);
    assertThat(budget.tryReserve(60)).isTrue();
    assertThat(budget.tryReserve(41)).isFalse();
    assertThat(budget.tryReserve(40)).isTrue();
    assertThat(budget.tryReserve(0)).as("a third mapping").isFalse();
    assertThat(budget)
        .hasToString("2 of at most 2 mappings and 100 of at most 100 bytes are in use");
    budget.release(60);
    assertThat(budget.mappings()).isEqualTo(1);
    assertThat(budget.mappedBytes()).isEqualTo(40);
    assertThat(budget.tryReserve(60)).isTrue();
  }

  @Test
  void aSpentBudgetIsAClearErrorAndReservesNothing() {
    MappingBudget budget = new MappingBudget(0, 100);
    assertThatExceptionOfType(MappingFailedException.class)
        .isThrownBy(() -> MappedWindow.map(mock(FileChannel.class), "/d/f", 4096, 99, budget))
        .withNoCause()
        .withMessageContaining("/d/f on host " + LocalHost.name())
        .withMessageContaining("cannot map 99 bytes at offset 4096")
        .withMessageContaining("0 of at most 0 mappings")
        .withMessageContaining("memoryMap=false");
    assertThat(budget.mappings()).isZero();
  }

  /** The JDK says it with an error as the cause for which Spark would end the executor. */
  @Test
  void aRefusalOfTheSystemHasNoFatalCauseAndGivesTheReservationBack() throws IOException {
    FileChannel channel = mock(FileChannel.class);
    when(channel.map(any(), anyLong(), anyLong()))
        .thenThrow(new IOException("Map failed", new OutOfMemoryError("Map failed")));
    MappingBudget budget = new MappingBudget(10, 100);
    assertThatExceptionOfType(MappingFailedException.class)
        .isThrownBy(() -> MappedWindow.map(channel, "/d/f", 0, 99, budget))
        .withNoCause()
        .withMessageContaining("out of mappings or of address space")
        .withMessageContaining("vm.max_map_count")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("Map failed", "OutOfMemoryError"))
        .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
    assertThat(budget.mappings()).isZero();
    assertThat(budget.mappedBytes()).isZero();
  }

  @Test
  void anyOtherRefusalIsToldInTheSystemsWords() throws IOException {
    FileChannel channel = mock(FileChannel.class);
    when(channel.map(any(), anyLong(), anyLong())).thenThrow(new IOException("No such device"));
    assertThatExceptionOfType(MappingFailedException.class)
        .isThrownBy(() -> MappedWindow.map(channel, "/d/f", 0, 9, new MappingBudget(10, 100)))
        .withRootCauseExactlyInstanceOf(IOException.class)
        .withMessageContaining(
            "(No such device: the file system of the file does not support mappings)")
        .withMessageContaining("copy the file to another file system, or set memoryMap=false");
  }

  /** It is the end of a task that is being killed: reading instead would go on with it. */
  @Test
  void anInterruptIsNoRefusal() throws IOException {
    FileChannel channel = mock(FileChannel.class);
    when(channel.map(any(), anyLong(), anyLong())).thenThrow(new ClosedByInterruptException());
    MappingBudget budget = new MappingBudget(10, 100);
    assertThatExceptionOfType(ClosedByInterruptException.class)
        .isThrownBy(() -> MappedWindow.map(channel, "/d/f", 0, 9, budget));
    assertThat(budget.mappings()).isZero();
  }

  /** Windows of 2 GiB begin every GiB, and no byte is touched in two of them. */
  @Test
  void aFileThatIsMappedAsAWholeCountsForItsLength() {
    for (long length : new long[] {1, 1L << 30, (5L << 29) + 7, 1L << 40}) {
      MappingBudget budget = new MappingBudget(10_000, 1L << 41);
      WindowGeometry windows = WindowGeometry.DEFAULT;
      for (long index = 0; windows.start(index) < length; index++) {
        assertThat(budget.tryReserve(windows.length(index, length))).isTrue();
      }
      assertThat(budget.mappedBytes()).isEqualTo(length);
      for (long index = 0; windows.start(index) < length; index++) {
        budget.release(windows.length(index, length));
      }
      assertThat(budget.mappedBytes()).isZero();
    }
  }

  @Test
  void theMemoryIsKnown() {
    String budget = MappingBudget.ofSystem().toString();
    long bytes = Long.parseLong(budget.replaceAll(".* of at most (\\d+) bytes.*", "$1"));
    assertThat(bytes).isGreaterThanOrEqualTo(256L << 30).isLessThan(1L << 52);
  }

  @Test
  void aHostWithSixteenGibibytesOfMemoryMapsAFileOfATebibyte() {
    assertThat(MappingBudget.defaultMaxBytes(16L << 30)).isEqualTo(1L << 40);
    assertThat(MappingBudget.defaultMaxBytes(1L << 30)).isEqualTo(256L << 30);
    assertThat(MappingBudget.defaultMaxBytes(0)).isEqualTo(256L << 30);
  }
}
