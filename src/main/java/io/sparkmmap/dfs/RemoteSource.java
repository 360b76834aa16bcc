// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RecordTooLongException;
import io.sparkmmap.core.source.RegionSource;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * Hands out regions of a file of one of Hadoop's file systems: blocks that are mapped, and pieces
 * that were read, each in an array that nothing else writes to. What lies across the border of a
 * mapped block is read.
 */
final class RemoteSource implements RegionSource {
  /** As for local files: the longest array, or of a small heap a quarter. */
  private static final int MAX_LENGTH =
      (int) Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 4);

  private final PlannedFile file;
  private final RemoteFence fence;
  private final PositionedReads reads;
  private final BlockMappings mappings;
  private final ChunkSizes chunks;
  private final ReadStatistics statistics;

  private int chunk;
  private long readFrom;
  private long readTo = -1;

  /**
   * @param mappings of the same stream, or null where nothing is mapped
   */
  RemoteSource(
      RemoteFence fence,
      PositionedReads reads,
      BlockMappings mappings,
      ChunkSizes chunks,
      ReadStatistics statistics) {
    this.file = reads.file();
    this.fence = fence;
    this.reads = reads;
    this.mappings = mappings;
    this.chunks = chunks;
    this.statistics = statistics;
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
    long wanted = file.checkRange(offset, minLength);
    fence.readOn(offset);
    if (mappings != null && offset < file.length()) {
      MappedRegion mapped = mappings.regionAt(offset);
      if (mapped != null) {
        return mapped.endOffset() - offset >= wanted ? mapped : read(offset, wanted);
      }
    }
    return read(offset, Math.max(wanted, Math.min(nextChunk(offset), file.length() - offset)));
  }

  /**
   * Reading goes on where it was, or from the last record of what was read, which was not whole.
   */
  private int nextChunk(long offset) {
    boolean goesOn = readFrom < offset && offset <= readTo;
    chunk = goesOn ? chunks.after(chunk) : chunks.first();
    return chunk;
  }

  @Override
  public MappedRegion pieceAt(long offset, long length) throws IOException {
    long wanted = file.checkRange(offset, length);
    fence.readOn(offset);
    if (mappings != null && offset < file.length()) {
      MappedRegion mapped = mappings.regionAt(offset);
      if (mapped != null && mapped.endOffset() - offset >= wanted) {
        return mapped;
      }
    }
    return read(offset, wanted);
  }

  private MappedRegion read(long offset, long length) throws IOException {
    if (length > MAX_LENGTH) {
      throw new RecordTooLongException(file.path(), offset, length, MAX_LENGTH);
    }
    byte[] array = reads.read(offset, (int) length);
    statistics.addBytesCopied(array.length);
    readFrom = offset;
    readTo = offset + length;
    return MappedRegion.derived(array, offset);
  }

  /** Read, so that a task maps no block to read the start of the file. */
  @Override
  public byte[] firstBytes(int maxLength) throws IOException {
    fence.readOn(0);
    return reads.read(0, (int) Math.min(maxLength, file.length()));
  }

  @Override
  public void verify() throws IOException {
    verifyMappings();
    fence.check();
  }

  /** The mappings each time, and the file once in a second: that is a request. */
  @Override
  public void checkCancelled(long offset) throws InterruptedIOException {
    fence.checkCancelled(offset);
  }

  @Override
  public void verifySoFar(long offset) throws IOException {
    verifyMappings();
    fence.glance(offset);
  }

  private void verifyMappings() throws IOException {
    if (mappings != null) {
      mappings.verify();
    }
  }

  @Override
  public void close() throws IOException {
    Closeable stream = mappings == null ? reads : mappings;
    try (stream) {
      verify();
    }
  }
}
