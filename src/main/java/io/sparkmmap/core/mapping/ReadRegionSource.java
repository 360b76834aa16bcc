// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads a file by position, a chunk at a time. Each region is an array of its own that nothing else
 * writes to, so what was handed out stays right for as long as anyone holds it.
 */
final class ReadRegionSource implements RegionSource {
  /** The longest array that every JVM gives. */
  private static final int MAX_LENGTH = Integer.MAX_VALUE - 8;

  private final PlannedFile file;
  private final FileIdentity opened;
  private final int chunkBytes;
  private final ReadStatistics statistics;
  private final FileChannel channel;

  private ReadRegionSource(
      PlannedFile file,
      FileIdentity opened,
      FileChannel channel,
      int chunkBytes,
      ReadStatistics statistics) {
    this.file = file;
    this.opened = opened;
    this.channel = channel;
    this.chunkBytes = chunkBytes;
    this.statistics = statistics;
  }

  /**
   * Opens a file.
   *
   * @param chunkBytes how many bytes a region has that is not asked to be longer
   */
  static ReadRegionSource open(PlannedFile file, int chunkBytes, ReadStatistics statistics)
      throws IOException {
    Path path = Path.of(file.path());
    FileIdentity opened = FileIdentity.of(path);
    file.check(opened);
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    return new ReadRegionSource(file, opened, channel, chunkBytes, statistics);
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
    long available = file.length() - offset;
    long wanted = Math.min(Math.max(minLength, chunkBytes), available);
    if (Math.min(minLength, available) > MAX_LENGTH) {
      throw new RecordTooLongException(file.path(), offset, minLength, MAX_LENGTH);
    }
    byte[] array = new byte[(int) Math.min(wanted, MAX_LENGTH)];
    fill(ByteBuffer.wrap(array), offset);
    statistics.addBytesCopied(array.length);
    return MappedRegion.owned(array, array.length, offset);
  }

  private void fill(ByteBuffer target, long offset) throws IOException {
    while (target.hasRemaining()) {
      long at = offset + target.position();
      if (channel.read(target, at) < 0) {
        throw new FileChangedException(
            file.path(), at, "length " + file.length() + " as planned", "the end of the file");
      }
    }
  }

  @Override
  public void verify() throws IOException {
    Fence.check(file, opened);
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      verify();
    }
  }
}
