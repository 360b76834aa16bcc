// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.os.NativeMemory;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.source.AutoRegionSource;
import io.sparkmmap.core.source.MappedRegionSource;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.spark.unsafe.Platform;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What many readers and many files leave behind: right bytes, and nothing else. */
class MappingCacheLoadTest {
  private static final int PAGE = PageSize.bytes();
  private static final int LENGTH = 7 * PAGE;
  private static final WindowGeometry SMALL_WINDOWS = new WindowGeometry(2L * PAGE, 3 * PAGE);

  @TempDir Path directory;

  @BeforeEach
  void needsProcAndTheGuard() {
    assumeTrue(Files.exists(Path.of("/proc/self/maps")));
    assumeTrue(NativeMemory.instance().isPresent(), NativeMemory.unavailableReason());
  }

  @Test
  void manyReadersOfOneMappingAlwaysSeeTheRightBytes() throws Exception {
    MappingBudget budget = new MappingBudget(1, 1L << 40);
    MappingCache cache = cache(budget, new Retention(0, 0));
    List<Path> files = files(8);
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService pool = Executors.newFixedThreadPool(33);
    Future<?> collector = pool.submit(() -> collectUntil(done));
    List<Future<ReadStatistics>> readers = new ArrayList<>();
    for (int reader = 0; reader < 32; reader++) {
      int seed = reader;
      readers.add(pool.submit(() -> readRepeatedly(cache, files, new Random(seed))));
    }
    for (Future<ReadStatistics> reader : readers) {
      reader.get(5, TimeUnit.MINUTES);
    }
    done.set(true);
    collector.get();
    pool.shutdown();
    assertThat(budget.mappings()).isBetween(0L, 1L);
  }

  private static void collectUntil(AtomicBoolean done) {
    while (!done.get()) {
      System.gc();
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** By region, and by address after the source was closed, as engines do. */
  private static ReadStatistics readRepeatedly(MappingCache cache, List<Path> files, Random random)
      throws IOException {
    ReadStatistics statistics = new ReadStatistics();
    for (int i = 0; i < 6; i++) {
      int number = random.nextInt(files.size());
      PlannedFile planned = PlannedFile.of(files.get(number));
      try (LeaseScope scope = new LeaseScope()) {
        List<Long> addresses = new ArrayList<>();
        try (RegionSource source =
            new AutoRegionSource(
                MappedRegionSource.open(planned, cache, statistics, scope), PAGE, scope)) {
          long at = 0;
          while (at < LENGTH) {
            MappedRegion region = source.regionAt(at, 1);
            assertHolds(region, number);
            if (region.isMapped()) {
              addresses.add(region.address(0, region.length()));
            }
            at = region.endOffset();
          }
          source.verify();
        }
        pause();
        for (long address : addresses) {
          assertThat(Platform.getByte(null, address)).isEqualTo((byte) number);
        }
      }
    }
    return statistics;
  }

  private static void assertHolds(MappedRegion region, int number) {
    for (int i = 0; i < region.length(); i++) {
      if (region.bytes().get(i) != number) {
        throw new AssertionError(
            region + ": expected " + number + ", found " + region.bytes().get(i));
      }
    }
  }

  @Test
  void aSpentBudgetIsAnErrorWhenMappedAndReadOtherwise() throws IOException {
    MappingBudget budget = new MappingBudget(1, 1L << 40);
    MappingCache cache = cache(budget, Retention.DEFAULT);
    PlannedFile planned = PlannedFile.of(files(1).get(0));
    ReadStatistics statistics = new ReadStatistics();
    try (LeaseScope scope = new LeaseScope();
        RegionSource source =
            new AutoRegionSource(
                MappedRegionSource.open(planned, cache, statistics, scope), PAGE, scope)) {
      assertThat(source.regionAt(0, 1).isMapped()).isTrue();
      MappedRegion rest = source.regionAt(2L * PAGE, 1);
      assertThat(rest.isMapped()).as("the second window").isFalse();
      assertThat(statistics.filesReadInstead()).isEqualTo(1);
      assertThat(rest.offset()).isEqualTo(2L * PAGE);
      assertThat(statistics.bytesCopied()).isEqualTo(rest.length());
      assertThat(source.regionAt(0, 1).isMapped()).as("from then on").isFalse();
      source.verify();
    }
  }

  @Test
  void aThousandOpenedAndClosedFilesLeaveNoDescriptorBehind() throws IOException {
    PlannedFile planned = PlannedFile.of(largeFile());
    for (MemoryMode mode : MemoryMode.values()) {
      openAndClose(planned, mode);
      long before = openDescriptors();
      for (int i = 0; i < 1_000; i++) {
        openAndClose(planned, mode);
      }
      assertThat(openDescriptors()).as(mode.name()).isLessThan(before + 20);
    }
    assertThat(mappingsOf(planned.path())).as("one, however often it is opened").isEqualTo(1);
  }

  @Test
  void aThousandStatesOfAFileLeaveAsManyMappingsAsTheBudgetAllows() throws IOException {
    MappingBudget budget = new MappingBudget(50, 1L << 40);
    MappingCache cache = cache(budget, new Retention(0, 0));
    Path file = files(1).get(0);
    for (int i = 0; i < 1_000; i++) {
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L + i));
      try (LeaseScope scope = new LeaseScope();
          RegionSource source =
              MappedRegionSource.open(PlannedFile.of(file), cache, new ReadStatistics(), scope)) {
        assertHolds(source.regionAt(0, 1), 0);
      }
      assertThat(budget.mappings()).isLessThanOrEqualTo(50);
    }
    assertThat(mappingsOf(file.toString())).isEqualTo(budget.mappings()).isPositive();
    cache.dropIdle();
    assertThat(mappingsOf(file.toString())).isZero();
    assertThat(budget.mappings()).isZero();
    assertThat(budget.mappedBytes()).isZero();
  }

  /** However many have ended, and whoever still holds on to one: to the system they are few. */
  @Test
  void whatIsLeftOfAThousandEndedMappingsTakesNoMappingsOfItsOwn() throws IOException {
    MappingCache cache = cache(new MappingBudget(1, LENGTH), new Retention(0, 0));
    Path file = files(1).get(0);
    long before = allMappings();
    long endedBefore = EndedRanges.shared().mappings();
    List<MappedRegion> kept = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L + i));
      try (LeaseScope scope = new LeaseScope();
          RegionSource source =
              MappedRegionSource.open(PlannedFile.of(file), cache, new ReadStatistics(), scope)) {
        kept.add(source.regionAt(0, 1));
      }
    }
    cache.dropIdle();
    assertThat(mappingsOf(file.toString())).isZero();
    assertThat(allMappings() - before).as("those of the heap may come and go").isLessThan(100);
    assertThat(EndedRanges.shared().mappings() - endedBefore).isLessThan(20);
    assertThat(kept).allSatisfy(region -> assertHolds(region, 0));
  }

  /** Of a mapping that has ended, and of one that nobody ended. */
  @Test
  void aBufferAloneKeepsItsAddresses() throws Exception {
    MappingCache cache = cache(new MappingBudget(2, 1L << 40), new Retention(0, 0));
    List<Path> files = files(2);
    ByteBuffer ended = bufferOf(cache, files.get(0));
    cache.dropIdle();
    ByteBuffer lost =
        bufferOf(cache(new MappingBudget(2, 1L << 40), Retention.DEFAULT), files.get(1));
    for (int i = 0; i < 10; i++) {
      System.gc();
      pause();
    }
    assertThat(isMapped(ended)).isTrue();
    assertThat(isMapped(lost)).isTrue();
    assertThat(ended.get(3)).isZero();
    assertThat(lost.get(3)).isEqualTo((byte) 1);
  }

  private static ByteBuffer bufferOf(MappingCache cache, Path file) throws IOException {
    try (LeaseScope scope = new LeaseScope();
        RegionSource source =
            MappedRegionSource.open(PlannedFile.of(file), cache, new ReadStatistics(), scope)) {
      return source.regionAt(0, 1).buffer(0, 10);
    }
  }

  private static boolean isMapped(ByteBuffer buffer) throws IOException {
    long address = NativeMemory.instance().orElseThrow().address(buffer);
    try (Stream<String> lines =
        Files.lines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(
          line -> {
            String[] range = line.substring(0, line.indexOf(' ')).split("-", 2);
            return Long.parseUnsignedLong(range[0], 16) <= address
                && address < Long.parseUnsignedLong(range[1], 16);
          });
    }
  }

  /** What a sweep let go long ago is as good as what is let go when there is no room. */
  @Test
  void mappingsThatASweepEndedMakeRoomToo() throws IOException {
    MappingCache cache = cache(new MappingBudget(1, 1L << 40), new Retention(0, 0));
    for (Path file : files(5)) {
      try (LeaseScope scope = new LeaseScope();
          RegionSource source =
              MappedRegionSource.open(PlannedFile.of(file), cache, new ReadStatistics(), scope)) {
        assertThat(source.regionAt(0, 1).isMapped()).isTrue();
      }
      cache.dropIdle();
      assertThat(cache.size()).isZero();
    }
  }

  @Test
  void endedLeasesLeaveNoThreadsBehind() throws IOException {
    PlannedFile planned = PlannedFile.of(largeFile());
    openAndClose(planned, MemoryMode.MAP);
    int before = Thread.getAllStackTraces().size();
    for (int i = 0; i < 1_000; i++) {
      openAndClose(planned, MemoryMode.MAP);
    }
    assertThat(Thread.getAllStackTraces().size()).isLessThanOrEqualTo(before + 2);
  }

  private static void openAndClose(PlannedFile planned, MemoryMode mode) throws IOException {
    try (LeaseScope scope = new LeaseScope();
        RegionSource source = RegionSources.open(planned, mode, new ReadStatistics(), scope)) {
      assertThat(source.regionAt(0, 1).isMapped()).isEqualTo(mode != MemoryMode.READ);
    }
  }

  private static MappingCache cache(MappingBudget budget, Retention retention) {
    return new MappingCache(
        SMALL_WINDOWS, budget, retention, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
  }

  /** File i is full of the byte i. */
  private List<Path> files(int count) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] content = new byte[LENGTH];
      Arrays.fill(content, (byte) i);
      files.add(Files.write(directory.resolve("file" + i), content));
    }
    return files;
  }

  private Path largeFile() throws IOException {
    return Files.write(directory.resolve("large"), new byte[1 << 20]);
  }

  private static long openDescriptors() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }

  private static long allMappings() throws IOException {
    try (Stream<String> lines =
        Files.lines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
      return lines.count();
    }
  }

  private static long mappingsOf(String path) throws IOException {
    try (Stream<String> lines =
        Files.lines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> line.endsWith(path)).count();
    }
  }
}
