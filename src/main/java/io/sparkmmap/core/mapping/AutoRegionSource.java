// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.io.IOException;

/** Maps a file for as long as the system gives mappings, and reads it from then on. */
final class AutoRegionSource implements RegionSource {
  private static final System.Logger LOG = System.getLogger(AutoRegionSource.class.getName());

  private final RegionSource mapped;
  private final int chunkBytes;
  private RegionSource read;

  AutoRegionSource(RegionSource mapped, int chunkBytes) {
    this.mapped = mapped;
    this.chunkBytes = chunkBytes;
  }

  @Override
  public PlannedFile file() {
    return mapped.file();
  }

  @Override
  public ReadStatistics statistics() {
    return mapped.statistics();
  }

  @Override
  public MappedRegion regionAt(long offset, long minLength) throws IOException {
    if (read == null) {
      try {
        return mapped.regionAt(offset, minLength);
      } catch (MappingFailedException e) {
        LOG.log(System.Logger.Level.WARNING, "reading instead of mapping: {0}", e.getMessage());
        read = ReadRegionSource.open(file(), chunkBytes, statistics());
      }
    }
    return read.regionAt(offset, minLength);
  }

  @Override
  public void verify() throws IOException {
    mapped.verify();
    if (read != null) {
      read.verify();
    }
  }

  @Override
  public void close() throws IOException {
    try (mapped) {
      if (read != null) {
        read.close();
      }
    }
  }
}
