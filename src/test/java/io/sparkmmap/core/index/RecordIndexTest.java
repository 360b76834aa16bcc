// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.mapping.TestSources;
import io.sparkmmap.core.prefixed.PlainPrefixedRecords;
import io.sparkmmap.core.record.BrokenRecordException;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.sidecar.IndexPlace;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordIndexTest extends RecordIndexFixture {
  @Test
  void splitsOfEverySizeAreTheFile() throws IOException {
    List<String> expected = PlainPrefixedRecords.read(data, PREFIX);
    for (long splitBytes : new long[] {9973, 65_536, 262_144, 300_001, data.length}) {
      assertThat(readInSplitsOf(splitBytes)).as("splits of %d", splitBytes).isEqualTo(expected);
    }
    assertThat(passes).hasValue(1);
  }

  @Test
  void aBrokenRecordHidesNoneBeforeItHoweverTheFileIsSplit() throws IOException {
    List<String> whole = PlainPrefixedRecords.read(data, PREFIX);
    byte[] broken = Arrays.copyOf(data, 2 * data.length);
    Arrays.fill(broken, data.length, broken.length, (byte) 0xFF); // lengths without an end
    data = broken;
    Files.write(file, data);
    for (long splitBytes : new long[] {65_536, 262_144, 300_001, data.length}) {
      List<String> kept = new ArrayList<>();
      int errors = 0;
      for (long start = 0; start < data.length; start += splitBytes) {
        try {
          read(start, Math.min(data.length, start + splitBytes), kept);
        } catch (BrokenRecordException e) {
          errors++;
        }
      }
      assertThat(kept).as("splits of %d", splitBytes).isEqualTo(whole);
      assertThat(errors).as("splits of %d", splitBytes).isPositive();
    }
    assertThatThrownBy(() -> prepare(offset -> {})).isInstanceOf(BrokenRecordException.class);
  }

  @Test
  void whatWasPreparedIsFoundByReaders() throws IOException {
    List<Long> offsets = new ArrayList<>();

    assertThat(prepare(offsets::add)).isTrue();
    assertThat(prepare(offset -> {})).isFalse();

    assertThat(offsets).isSorted().endsWith((long) data.length).hasSizeGreaterThan(2);
    assertThat(readInSplitsOf(65_536)).isEqualTo(PlainPrefixedRecords.read(data, PREFIX));
    assertThat(passes).hasValue(1);
  }

  @Test
  void aFileThatIsReadByOneTaskNeedsNoIndex() throws IOException {
    assertThat(read(0, data.length)).isEqualTo(PlainPrefixedRecords.read(data, PREFIX));
    assertThat(indexes).doesNotExist();
  }

  @Test
  void manyTasksAtOnceMakeItOnce() throws Exception {
    int tasks = 8;
    long splitBytes = data.length / 8L + 1;
    CyclicBarrier together = new CyclicBarrier(tasks);
    ExecutorService threads = Executors.newFixedThreadPool(tasks);
    try {
      List<Callable<List<String>>> reads = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        long start = i * splitBytes;
        reads.add(
            () -> {
              together.await();
              return read(start, Math.min(data.length, start + splitBytes));
            });
      }
      List<String> records = new ArrayList<>();
      for (Future<List<String>> part : threads.invokeAll(reads)) {
        records.addAll(part.get());
      }
      assertThat(records).isEqualTo(PlainPrefixedRecords.read(data, PREFIX));
    } finally {
      threads.shutdownNow();
    }
    assertThat(passes).hasValue(1);
  }

  /** A cancelled task must not wait for as long as another reads the file. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoWaitsForAnIndexCanBeCancelled(boolean interrupts) throws Exception {
    AtomicBoolean cancelled = new AtomicBoolean();
    CountDownLatch making = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    Thread maker =
        new Thread(
            () -> {
              try {
                prepare(
                    offset -> {
                      making.countDown();
                      awaitQuietly(finish);
                    });
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    maker.start();
    making.await();
    AtomicReference<Exception> thrown = new AtomicReference<>();
    Thread waiter =
        new Thread(
            () -> {
              try (RegionSource source =
                  TestSources.cancellable(file, MemoryMode.READ, cancelled::get)) {
                DataRange all = DataRange.of(0, data.length, data.length);
                RecordIndex.prepare(source, all, PREFIX, IndexPlace.of(indexes), offset -> {});
              } catch (IOException | RuntimeException e) {
                thrown.set(e);
              }
            });
    waiter.start();
    while (waiter.isAlive() && !isWaitingForTheIndex(waiter)) {
      Thread.sleep(1);
    }
    if (interrupts) {
      waiter.interrupt();
    } else {
      cancelled.set(true);
    }
    waiter.join(60_000);
    boolean ended = !waiter.isAlive();
    finish.countDown();
    maker.join();
    waiter.join();
    assertThat(ended).isTrue();
    assertThat(thrown.get().getCause() == null ? thrown.get() : thrown.get().getCause())
        .isInstanceOf(InterruptedIOException.class)
        .hasMessageMatching(".*(interrupted while waiting for an index|the task was cancelled).*");
  }

  private static boolean isWaitingForTheIndex(Thread thread) {
    return thread.getState() == Thread.State.TIMED_WAITING
        && Stream.of(thread.getStackTrace())
            .anyMatch(
                frame ->
                    frame.getClassName().equals(RecordIndex.class.getName())
                        && frame.getMethodName().equals("lock"));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
