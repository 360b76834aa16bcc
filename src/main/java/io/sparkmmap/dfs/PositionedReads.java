// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

import io.sparkmmap.core.file.FileChangedException;
import io.sparkmmap.core.file.HostFailureException;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.os.KeptCause;
import io.sparkmmap.core.os.LocalHost;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileRange;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.util.functional.FutureIO;

/**
 * Reads a file by position into arrays of their own; long pieces as several ranges at once, where
 * the file system offers that. For one thread. Owns the stream.
 */
final class PositionedReads implements Closeable {
  /** What object stores put together into one request at most. */
  static final int RANGE_BYTES = 2 << 20;

  private final PlannedFile file;
  private final FSDataInputStream in;
  private final boolean vectored;

  PositionedReads(PlannedFile file, FSDataInputStream in) {
    this.file = file;
    this.in = in;
    this.vectored = in.hasCapability(StreamCapabilities.VECTOREDIO);
  }

  PlannedFile file() {
    return file;
  }

  /**
   * Reads a piece of the file.
   *
   * @param length bytes that the plan has there
   * @throws FileChangedException if the file ends before
   */
  byte[] read(long offset, int length) throws IOException {
    byte[] array = new byte[length];
    try {
      if (vectored && length > RANGE_BYTES) {
        readRanges(array, offset);
      } else {
        in.readFully(offset, array, 0, length);
      }
      return array;
    } catch (EOFException e) {
      throw new FileChangedException(
          file.path(),
          offset,
          length + " bytes as planned",
          "the end of the file, so it was truncated");
    } catch (ClosedChannelException | InterruptedIOException e) {
      throw e; // somebody wants the task to end
    } catch (IOException e) {
      throw failure(
          file.path()
              + ": cannot read "
              + length
              + " bytes at offset "
              + offset
              + " from host "
              + LocalHost.name()
              + " ("
              + e
              + "); check the file system and the way to it",
          e);
    }
  }

  /** Only a checksum is a matter of the file. */
  private static IOException failure(String message, IOException reason) {
    return reason instanceof ChecksumException
        ? new IOException(message, KeptCause.of(reason))
        : new HostFailureException(message, KeptCause.of(reason));
  }

  private void readRanges(byte[] array, long offset) throws IOException {
    List<FileRange> ranges = new ArrayList<>();
    for (int from = 0; from < array.length; from += RANGE_BYTES) {
      int length = Math.min(RANGE_BYTES, array.length - from);
      ranges.add(FileRange.createFileRange(offset + from, length));
    }
    in.readVectored(ranges, ByteBuffer::allocate);
    for (FileRange range : ranges) {
      ByteBuffer data = FutureIO.awaitFuture(range.getData());
      data.duplicate().get(array, (int) (range.getOffset() - offset), range.getLength());
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
