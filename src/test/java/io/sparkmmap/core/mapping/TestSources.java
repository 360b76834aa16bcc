// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.source.MappedRegionSource;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadRegionSource;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Sources with small windows and chunks, for tests of other packages. */
public final class TestSources {
  private TestSources() {}

  /** A mapped file with windows every so many pages, each so many pages long. */
  public static RegionSource mapped(Path file, int stridePages, int windowPages)
      throws IOException {
    int page = PageSize.bytes();
    return mapped(file, new WindowGeometry((long) stridePages * page, windowPages * page));
  }

  /**
   * A mapped file whose windows are as long as they can be and hardly overlap, so that a reader
   * that begins shortly before the end of one comes to that end.
   *
   * @param overlap of a window with the next one in bytes, about
   */
  public static RegionSource longWindows(Path file, int overlap) throws IOException {
    int page = PageSize.bytes();
    long stride = (Integer.MAX_VALUE - (long) overlap) / page * page;
    return mapped(file, new WindowGeometry(stride, Integer.MAX_VALUE));
  }

  private static RegionSource mapped(Path file, WindowGeometry geometry) throws IOException {
    MappingCache cache =
        new MappingCache(
            geometry,
            new MappingBudget(10_000, 1L << 40),
            Retention.DEFAULT,
            System::currentTimeMillis);
    return MappedRegionSource.open(
        PlannedFile.of(file), cache, new ReadStatistics(), new LeaseScope());
  }

  /** A file that is read in chunks of so many bytes. */
  public static RegionSource read(Path file, int chunkBytes) throws IOException {
    return ReadRegionSource.open(
        PlannedFile.of(file), chunkBytes, new ReadStatistics(), new LeaseScope());
  }

  /** A mapped file, or one that is read, in a task that may be cancelled. */
  public static RegionSource cancellable(Path file, MemoryMode mode, Cancellation cancellation)
      throws IOException {
    LeaseScope scope = new LeaseScope(AllowedRoots.ANY, cancellation);
    return RegionSources.open(PlannedFile.of(file), mode, new ReadStatistics(), scope);
  }

  /** Bytes that are in no file, in regions of so many bytes; for inputs by the thousand. */
  public static RegionSource inMemory(String path, byte[] bytes, int chunkBytes) {
    PlannedFile file = new PlannedFile(path, bytes.length, 0);
    ReadStatistics statistics = new ReadStatistics();
    return new RegionSource() {
      @Override
      public PlannedFile file() {
        return file;
      }

      @Override
      public ReadStatistics statistics() {
        return statistics;
      }

      @Override
      public MappedRegion regionAt(long offset, long minLength) {
        long wanted = Math.max(file.checkRange(offset, minLength), chunkBytes);
        int end = (int) Math.min(bytes.length, offset + wanted);
        byte[] region = Arrays.copyOfRange(bytes, (int) offset, end);
        return MappedRegion.owned(region, region.length, offset);
      }

      @Override
      public void verify() {}

      @Override
      public void close() {}
    };
  }
}
