// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.source.ByteViews;
import io.sparkmmap.core.source.MappedRegionSource;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadRegionSource;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RecordTooLongException;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sparse files far over 2 GiB, with content at the borders of windows. */
class LargeFileTest {
  private static final long GIB = 1L << 30;
  private static final Path MEMORY_FILES = Path.of("/dev/shm");

  @TempDir Path directory;
  private final LeaseScope scope = new LeaseScope();
  private final MappingCache cache =
      new MappingCache(
          WindowGeometry.DEFAULT,
          new MappingBudget(100, 1L << 40),
          Retention.DEFAULT,
          System::currentTimeMillis);
  private Path file;

  @BeforeEach
  void create() throws IOException {
    file = directory.resolve("sparse.bin");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(5 * GIB);
      for (long gib = 0; gib <= 5; gib++) {
        for (long border : new long[] {gib * GIB, gib * GIB - 1 + 2 * GIB}) {
          long at = Math.max(0, Math.min(border - Long.BYTES, 5 * GIB - 2 * Long.BYTES));
          sparse.seek(at);
          sparse.writeLong(at);
          sparse.writeLong(~at);
        }
      }
    }
  }

  @AfterEach
  void release() {
    scope.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = MemoryMode.class,
      names = {"MAP", "READ"})
  void whatLiesAcrossTheBorderOfWindowsIsHadInOnePiece(MemoryMode mode) throws IOException {
    ReadStatistics statistics = new ReadStatistics();
    try (RegionSource source =
        mode == MemoryMode.MAP
            ? MappedRegionSource.open(PlannedFile.of(file), cache, statistics, scope)
            : ReadRegionSource.open(PlannedFile.of(file), 64, statistics, new LeaseScope())) {
      for (long gib = 1; gib < 5; gib++) {
        long at = gib * GIB - Long.BYTES;
        MappedRegion region = source.regionAt(at, 16);
        int position = (int) (at - region.offset());
        assertThat((long) ByteViews.LONG_BE.get(region.bytes(), position)).isEqualTo(at);
        assertThat((long) ByteViews.LONG_BE.get(region.bytes(), position + 8)).isEqualTo(~at);
      }
      long last = 5 * GIB - 16;
      MappedRegion end = source.regionAt(last, 1000);
      assertThat(end.endOffset()).isEqualTo(5 * GIB);
      assertThat((long) ByteViews.LONG_BE.get(end.bytes(), (int) (last - end.offset())))
          .isEqualTo(last);
      assertThat(source.regionAt(5 * GIB, 1).endOffset()).isEqualTo(5 * GIB);
    }
  }

  @Test
  void aRecordLongerThanTheRestOfItsWindowIsRefusedWithItsOffset() throws IOException {
    try (RegionSource source =
        MappedRegionSource.open(PlannedFile.of(file), cache, new ReadStatistics(), scope)) {
      long at = GIB - 1;
      assertThat(source.regionAt(at, GIB).endOffset()).isEqualTo(Integer.MAX_VALUE);
      for (long tooLong : new long[] {GIB + 1, 4 * GIB, Long.MAX_VALUE}) {
        assertThatExceptionOfType(RecordTooLongException.class)
            .isThrownBy(() -> source.regionAt(at, tooLong))
            .withMessageContaining("the record at offset " + at)
            .withMessageContaining("found at least " + tooLong)
            .withMessageContaining("at most " + GIB + " bytes");
      }
    }
  }

  /** Without a bound, an array of that length would be asked of the heap, and end an executor. */
  @Test
  void aRecordThatTheHeapCannotHoldIsRefused() throws IOException {
    try (RegionSource source =
        ReadRegionSource.open(PlannedFile.of(file), 64, new ReadStatistics(), new LeaseScope())) {
      for (long tooLong : new long[] {3 * GIB, Long.MAX_VALUE}) {
        assertThatExceptionOfType(RecordTooLongException.class)
            .isThrownBy(() -> source.regionAt(1, tooLong))
            .withMessageContaining("the record at offset 1: expected at most ");
      }
    }
  }

  /** Such memory is as scarce as the heap, and a thread keeps what it once had of it. */
  @Test
  void aLongRegionIsReadWithoutAsMuchMemoryOutsideOfTheHeap() throws IOException {
    int length = 64 << 20;
    try (RegionSource source =
        ReadRegionSource.open(PlannedFile.of(file), 64, new ReadStatistics(), new LeaseScope())) {
      long before = directBytes();
      MappedRegion region = source.regionAt(GIB - Long.BYTES, length);
      assertThat(region.length()).isEqualTo(length);
      assertThat((long) ByteViews.LONG_BE.get(region.bytes(), 0)).isEqualTo(GIB - Long.BYTES);
      assertThat(directBytes() - before).isLessThan(length / 4);
    }
  }

  @Test
  void aWholeWindowCanBeAskedFor() throws IOException {
    assumeTrue(Files.isWritable(MEMORY_FILES), "no file system that reads nothing ahead");
    Path sparse = Files.createTempFile(MEMORY_FILES, "window", ".bin");
    ReadStatistics statistics = new ReadStatistics();
    try {
      try (RandomAccessFile content = new RandomAccessFile(sparse.toFile(), "rw")) {
        content.setLength(3 * GIB);
      }
      try (RegionSource source =
          MappedRegionSource.open(PlannedFile.of(sparse), cache, statistics, scope)) {
        assertTimeoutPreemptively(ofMinutes(1), () -> source.prefetch(0, 3 * GIB));
      }
    } finally {
      Files.delete(sparse);
    }
    assertThat(statistics.bytesPrefetched()).isEqualTo(Integer.MAX_VALUE);
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  /** Nothing may be allocated by the length that a file claims. */
  @Test
  void aFileOfAnExbibyteIsReadAtItsEnd() throws IOException {
    assumeTrue(Files.isWritable(MEMORY_FILES), "no file system for so long a file");
    Path huge = Files.createTempFile(MEMORY_FILES, "huge", ".bin");
    try {
      long length = 1L << 60;
      try (RandomAccessFile sparse = new RandomAccessFile(huge.toFile(), "rw")) {
        sparse.setLength(length);
        sparse.seek(length - 1);
        sparse.write(7);
      }
      try (RegionSource source =
          MappedRegionSource.open(PlannedFile.of(huge), cache, new ReadStatistics(), scope)) {
        assertThat(source.regionAt(length - 1, 1).byteAt(length - 1)).isEqualTo((byte) 7);
        source.verify();
      }
    } finally {
      Files.delete(huge);
    }
  }
}
