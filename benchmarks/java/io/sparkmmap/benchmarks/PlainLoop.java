// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.ByteViews;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import io.sparkmmap.examples.TickRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What there is to reach: loops over the mapping of {@link TickRecords} that do nothing else, one
 * on each thread.
 */
final class PlainLoop {
  private PlainLoop() {}

  /** Adds up something of records that lie in one region, without loss below 2^53. */
  interface Loop {
    double sum(ByteBuffer bytes, int position, int records);
  }

  static double sumOfSizes(ByteBuffer bytes, int position, int records) {
    long sum = 0;
    int at = position + TickFields.SIZE;
    for (int i = 0; i < records; i++) {
      sum += (int) ByteViews.INT_LE.get(bytes, at);
      at += TickRecords.RECORD_BYTES;
    }
    return sum;
  }

  static double sumOfLargeSizes(ByteBuffer bytes, int position, int records) {
    long sum = 0;
    int at = position + TickFields.SIZE;
    for (int i = 0; i < records; i++) {
      int size = (int) ByteViews.INT_LE.get(bytes, at);
      sum += size >= 500 ? size : 0;
      at += TickRecords.RECORD_BYTES;
    }
    return sum;
  }

  static double sumOfVolumes(ByteBuffer bytes, int position, int records) {
    double sum = 0;
    int at = position;
    for (int i = 0; i < records; i++) {
      double price =
          Double.longBitsToDouble((long) ByteViews.LONG_LE.get(bytes, at + TickFields.PRICE));
      sum += price * (int) ByteViews.INT_LE.get(bytes, at + TickFields.SIZE);
      at += TickRecords.RECORD_BYTES;
    }
    return sum;
  }

  static double overTicks(Path path, Loop loop) throws IOException {
    PlannedFile file = PlannedFile.of(path);
    long records = file.length() / TickRecords.RECORD_BYTES;
    int threads = LocalSession.THREADS;
    DoubleStream sums =
        IntStream.range(0, threads)
            .parallel()
            .mapToDouble(i -> sum(file, records * i / threads, records * (i + 1) / threads, loop));
    return sums.sum();
  }

  private static double sum(PlannedFile file, long first, long end, Loop loop) {
    double sum = 0;
    try (LeaseScope leases = new LeaseScope();
        RegionSource source =
            RegionSources.open(file, MemoryMode.MAP, new ReadStatistics(), leases)) {
      long next = first;
      while (next < end) {
        long offset = next * TickRecords.RECORD_BYTES;
        MappedRegion region = source.regionAt(offset, TickRecords.RECORD_BYTES);
        int records =
            (int) Math.min(end - next, (region.endOffset() - offset) / TickRecords.RECORD_BYTES);
        sum += loop.sum(region.bytes(), (int) (offset - region.offset()), records);
        next += records;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sum;
  }
}
