// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.file.HostFailureException;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.TestSources;
import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.prefixed.LengthPrefix.Counts;
import io.sparkmmap.core.prefixed.LengthPrefixedCursor;
import io.sparkmmap.core.prefixed.LengthType;
import io.sparkmmap.core.prefixed.PlainPrefixedRecords;
import io.sparkmmap.core.record.BrokenRecordException;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.sidecar.IndexPlace;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordIndexTest {
  private static final LengthPrefix PREFIX =
      new LengthPrefix(LengthType.VARINT, Counts.RECORD, 0, 100_000);

  @TempDir Path folder;
  private final AtomicInteger passes = new AtomicInteger();
  private final Random random = new Random(20261121);
  private Path indexes;
  private Path file;
  private final List<byte[]> written = new ArrayList<>();
  private byte[] data;

  @BeforeEach
  void makeFile() throws IOException {
    indexes = folder.resolve("indexes");
    file = folder.resolve("records");
    write();
  }

  private void write() throws IOException {
    written.clear();
    for (int i = 0; i < 9000; i++) {
      byte[] record = new byte[random.nextInt(i % 1000 == 0 ? 90_000 : 200)];
      random.nextBytes(record);
      written.add(record);
    }
    writeOut();
  }

  private void writeOut() throws IOException {
    data = PlainPrefixedRecords.write(written, PREFIX);
    Files.write(file, data);
  }

  private List<String> read(long start, long end) throws IOException {
    List<String> records = new ArrayList<>();
    read(start, end, records);
    return records;
  }

  private void read(long start, long end, List<String> records) throws IOException {
    RegionSource source = new CountingSource(TestSources.read(file, 100_000), passes);
    try (LengthPrefixedCursor cursor =
        RecordIndex.cursor(
            source,
            DataRange.of(start, end, data.length),
            PREFIX,
            Optional.of(IndexPlace.of(indexes)),
            100)) {
      while (cursor.next()) {
        for (int i = 0; i < cursor.count(); i++) {
          byte[] record = new byte[cursor.length(i)];
          cursor.region().bytes().get(cursor.position(i), record);
          records.add(new String(record, StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  private List<String> readInSplitsOf(long splitBytes) throws IOException {
    List<String> records = new ArrayList<>();
    for (long start = 0; start < data.length; start += splitBytes) {
      records.addAll(read(start, Math.min(data.length, start + splitBytes)));
    }
    return records;
  }

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

  private boolean prepare(LongConsumer progress) throws IOException {
    try (RegionSource source = new CountingSource(TestSources.read(file, 100_000), passes)) {
      DataRange all = DataRange.of(0, data.length, data.length);
      return RecordIndex.prepare(source, all, PREFIX, IndexPlace.of(indexes), progress);
    }
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
  void whatIsPreparedAndCannotBeKeptIsAnError() {
    assertThatThrownBy(() -> prepare(offset -> delete(indexes)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("its index was made and not kept")
        .hasMessageContaining(indexes.toString());
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      assertThat(directory).doesNotExist(); // it was deleted before
    }
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

  private List<String> tail(List<String> records, long start) {
    long at = 0;
    int first = 0;
    while (at < start) {
      int length = records.get(first++).length();
      at += length + (length < 1 << 7 ? 1 : length < 1 << 14 ? 2 : 3);
    }
    return records.subList(first, records.size());
  }

  private Path indexFile() throws IOException {
    try (var files = Files.list(indexes)) {
      return files
          .filter(path -> path.getFileName().toString().length() == 64)
          .reduce(
              (one, other) -> {
                throw new AssertionError("more than one index: " + one + ", " + other);
              })
          .orElseThrow();
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

  /** Counts the passes over a file: each ends with a check of the file. */
  private record CountingSource(RegionSource source, AtomicInteger passes) implements RegionSource {
    @Override
    public PlannedFile file() {
      return source.file();
    }

    @Override
    public ReadStatistics statistics() {
      return source.statistics();
    }

    @Override
    public MappedRegion regionAt(long offset, long minLength) throws IOException {
      return source.regionAt(offset, minLength);
    }

    @Override
    public void verify() throws IOException {
      boolean making =
          StackWalker.getInstance()
              .walk(frames -> frames.anyMatch(f -> f.getClassName().endsWith("RecordStarts")));
      if (making) {
        passes.incrementAndGet();
      }
      source.verify();
    }

    @Override
    public void close() throws IOException {
      source.close();
    }
  }
}
