// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.io.IOException;

/** Hands out regions of a mapped file under a lease, which ends with its scope. */
final class MappedRegionSource implements RegionSource {
  private final PlannedFile file;
  private final MappingCache.Lease lease;
  private final ReadStatistics statistics;
  private MappedRegion current;
  private int currentIndex = -1;

  private MappedRegionSource(
      PlannedFile file, MappingCache.Lease lease, ReadStatistics statistics) {
    this.file = file;
    this.lease = lease;
    this.statistics = statistics;
  }

  static MappedRegionSource open(
      PlannedFile file, MappingCache cache, ReadStatistics statistics, LeaseScope scope)
      throws IOException {
    return new MappedRegionSource(file, scope.acquire(cache, file), statistics);
  }

  @Override
  public PlannedFile file() {
    return file;
  }

  @Override
  public ReadStatistics statistics() {
    return statistics;
  }

  @Override
  public MappedRegion regionAt(long offset, long minLength) throws IOException {
    WindowGeometry geometry = lease.file().geometry();
    // The offset right at the end of the last window belongs to it.
    int index = geometry.indexOf(Math.max(0, Math.min(offset, file.length() - 1)));
    if (index != currentIndex) {
      current = lease.window(index).region(file.length());
      currentIndex = index;
    }
    MappedRegion region = current;
    if (region.endOffset() < Math.min(offset + minLength, file.length())) {
      throw new RecordTooLongException(file.path(), offset, minLength, region.endOffset() - offset);
    }
    return region;
  }

  @Override
  public void verify() throws IOException {
    if (lease.file().hasFaulted()) {
      throw new FileChangedException(
          file.path(),
          0,
          "every page of the mapping to be readable",
          "a page that is gone (SIGBUS), so the file was truncated or its storage failed");
    }
    Fence.check(file, lease.file().identity());
  }

  @Override
  public void close() throws IOException {
    verify();
  }
}
