// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.pagecache.FileResidency;
import io.sparkmmap.core.pagecache.PageCache;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is asked for comes into memory, without a page of it being touched. */
class PrefetchTest {
  private static final int LENGTH = 64 << 20;
  private static final int PIECE = 4 << 20;

  /** So far from any other page that was read that the system would not have brought it in. */
  private static final long FAR = 48 << 20;

  private static final int TRIES = 500;

  private final ReadStatistics statistics = new ReadStatistics();
  private final LeaseScope scope = new LeaseScope();
  private Path path;
  private PlannedFile planned;

  @BeforeEach
  void writeColdFile() throws Exception {
    assumeTrue(NativeMemory.instance().isPresent(), NativeMemory.unavailableReason());
    path =
        Files.write(Path.of("target").resolve("prefetch-" + System.nanoTime()), new byte[LENGTH]);
    Thread.sleep(100); // the content of a file that was written just now is compared
    planned = PlannedFile.of(path);
    PageCache.evict(path, done -> {});
    assumeTrue(residentBytes() == 0, "this file system keeps files in memory");
  }

  @AfterEach
  void delete() throws IOException {
    scope.close();
    if (path != null) {
      Files.deleteIfExists(path);
    }
  }

  private long residentBytes() throws IOException {
    return FileResidency.residentBytes(path).orElseThrow();
  }

  private long residentBytes(long from, int length) throws IOException {
    return FileResidency.blocks(path, LENGTH / PIECE)
        .orElseThrow()
        .residentBytes()
        .get((int) (from / length));
  }

  private RegionSource open(MemoryMode mode) throws IOException {
    return RegionSources.open(planned, mode, statistics, scope);
  }

  private void awaitResident(long from) throws Exception {
    for (int i = 0; i < TRIES && residentBytes(from, PIECE) < PIECE; i++) {
      Thread.sleep(20);
    }
    assertThat(residentBytes(from, PIECE)).isEqualTo(PIECE);
  }

  @ParameterizedTest
  @EnumSource(names = {"MAP", "AUTO"})
  void pagesThatAreAskedForBecomeResident(MemoryMode mode) throws Exception {
    try (RegionSource source = open(mode)) {
      assertThat(residentBytes(FAR, PIECE)).isZero();
      source.prefetch(FAR, FAR + PIECE);
      awaitResident(FAR);
      assertThat(residentBytes()).isEqualTo(PIECE);
    }
    assertThat(statistics.bytesPrefetched()).isEqualTo(PIECE);
  }

  @Test
  void aPageThatIsReadAtRandomComesAlone() throws IOException {
    try (RegionSource source = open(MemoryMode.MAP)) {
      source.advise(ReadAdvice.RANDOM);
      assertThat(source.regionAt(FAR, 1).byteAt(FAR)).isZero();
      assertThat(residentBytes()).isLessThanOrEqualTo(16L * PageSize.bytes());
    }
  }

  @Test
  void whatWillBeReadAtRandomIsAskedForAsAWhole() throws Exception {
    try (RegionSource source = open(MemoryMode.MAP)) {
      source.willRead(FAR, PIECE);
      assertThat(residentBytes()).isZero();
      source.advise(ReadAdvice.RANDOM);
      source.willRead(FAR, PIECE);
      awaitResident(FAR);
    }
  }

  @Test
  void nothingIsAskedForWhereAFileIsRead() throws IOException {
    try (RegionSource source = open(MemoryMode.READ)) {
      source.advise(ReadAdvice.SEQUENTIAL);
      source.prefetch(FAR, FAR + PIECE);
      source.willRead(FAR, PIECE);
      assertThat(residentBytes()).isZero();
    }
    assertThat(statistics.bytesPrefetched()).isZero();
  }
}
