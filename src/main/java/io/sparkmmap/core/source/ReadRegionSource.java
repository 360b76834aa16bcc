// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.source;

import io.sparkmmap.core.file.FileChangedException;
import io.sparkmmap.core.file.FileErrors;
import io.sparkmmap.core.file.FileHandle;
import io.sparkmmap.core.file.FileIdentity;
import io.sparkmmap.core.file.HostFailureException;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.os.KeptCause;
import io.sparkmmap.core.os.LocalHost;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Reads a file by position, a chunk at a time. Each region is an array of its own that nothing else
 * writes to, so what was handed out stays right for as long as anyone holds it.
 */
public final class ReadRegionSource implements RegionSource {
  /**
   * The longest array that every JVM gives; of a small heap a quarter, since a file that holds no
   * record separator would else use it up, and an executor ends with its heap.
   */
  private static final int MAX_LENGTH =
      (int) Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 4);

  /** The JDK reads by way of a direct buffer of that length, and keeps it for the thread. */
  private static final int MAX_READ_BYTES = 1 << 20;

  private final PlannedFile file;
  private final SourceFence fence;
  private final int chunkBytes;
  private final ReadStatistics statistics;
  private final FileChannel channel;
  private final LeaseScope scope;
  private MappedRegion last;

  private ReadRegionSource(
      PlannedFile file,
      SourceFence fence,
      FileChannel channel,
      int chunkBytes,
      ReadStatistics statistics,
      LeaseScope scope) {
    this.scope = scope;
    this.file = file;
    this.fence = fence;
    this.channel = channel;
    this.chunkBytes = chunkBytes;
    this.statistics = statistics;
  }

  /**
   * Opens a file.
   *
   * @param chunkBytes how many bytes a region has that is not asked to be longer
   * @param scope of the task
   */
  public static ReadRegionSource open(
      PlannedFile file, int chunkBytes, ReadStatistics statistics, LeaseScope scope)
      throws IOException {
    Path path = Path.of(file.path());
    try (FileHandle handle = FileHandle.of(path, scope.roots())) {
      FileIdentity opened = file.check(handle);
      FileChannel channel = handle.open();
      try {
        SourceFence fence = SourceFence.of(file, opened, scope.roots(), channel);
        return new ReadRegionSource(file, fence, channel, chunkBytes, statistics, scope);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }
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
    long wanted = checkPiece(offset, minLength);
    return read(offset, Math.max(wanted, Math.min(chunkBytes, file.length() - offset)));
  }

  @Override
  public MappedRegion pieceAt(long offset, long length) throws IOException {
    return read(offset, checkPiece(offset, length));
  }

  private long checkPiece(long offset, long length) throws IOException {
    long wanted = file.checkRange(offset, length);
    if (wanted > MAX_LENGTH) {
      throw new RecordTooLongException(file.path(), offset, length, MAX_LENGTH);
    }
    return wanted;
  }

  private MappedRegion read(long offset, long length) throws IOException {
    byte[] array = new byte[Math.toIntExact(length)];
    fill(ByteBuffer.wrap(array), offset);
    statistics.addBytesCopied(array.length);
    MappedRegion region = MappedRegion.owned(array, array.length, offset);
    last = region;
    return region;
  }

  private void fill(ByteBuffer target, long offset) throws IOException {
    while (target.hasRemaining()) {
      long at = offset + target.position();
      checkCancelled(at);
      if (read(target, at) < 0) {
        throw new FileChangedException(
            file.path(),
            at,
            "length " + file.length() + " as planned",
            "the end of the file, so it was truncated");
      }
    }
  }

  private int read(ByteBuffer target, long at) throws IOException {
    int length = Math.min(target.remaining(), MAX_READ_BYTES);
    try {
      int read = channel.read(target.slice(target.position(), length), at);
      target.position(target.position() + Math.max(read, 0));
      return read;
    } catch (ClosedChannelException e) {
      throw e; // by an interrupt: somebody wants the task to end
    } catch (IOException e) {
      throw new HostFailureException(
          file.path()
              + " on host "
              + LocalHost.name()
              + ": cannot read "
              + length
              + " bytes at offset "
              + at
              + " ("
              + e.getMessage()
              + ")"
              + FileErrors.remedyOfReading(e.getMessage()),
          KeptCause.of(e));
    }
  }

  @Override
  public byte[] firstBytes(int maxLength) throws IOException {
    byte[] bytes = new byte[(int) Math.min(maxLength, file.length())];
    fill(ByteBuffer.wrap(bytes), 0);
    return bytes;
  }

  @Override
  public void verify() throws IOException {
    fence.check();
  }

  @Override
  public void checkCancelled(long offset) throws InterruptedIOException {
    scope.checkCancelled(file.path(), offset);
  }

  @Override
  public void verifySoFar(long offset) throws IOException {
    checkCancelled(offset);
    if (last != null && last.length() > 0) {
      fence.takeSample(last, offset);
    }
    fence.glance();
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      verify();
    }
  }
}
