// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import io.sparkmmap.core.source.RegionSource;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * Moves over the records of a range of a file, a batch at a time. How the records of a batch lie in
 * memory is for its subclasses to say: one after the other for a {@link RecordCursor}, column by
 * column in other formats.
 *
 * <p>The cursor keeps the fence: before it hands out more after {@value #FENCE_BYTES} bytes, and
 * before it says that the range is done, it makes sure that what it handed out came from the file
 * as planned.
 *
 * <p>For one thread. Owns its source and closes it.
 */
public abstract class BatchCursor implements Closeable {
  /**
   * After how many bytes the file is checked again. A check costs a microsecond or two, and so many
   * bytes a hundred times that; what counts for the answer is the check at the end.
   */
  static final int FENCE_BYTES = 2 << 20;

  private final RegionSource source;
  private long unverifiedBytes;
  private ReadAhead readAhead;

  protected BatchCursor(RegionSource source) {
    this.source = source;
  }

  /**
   * Asks for pages ahead of the cursor from now on. For cursors that go through their range from
   * its start to its end.
   *
   * @param distance in bytes; with 0 nothing is asked for
   * @param endOffset of the range
   */
  public void prefetch(long distance, long endOffset) {
    readAhead = distance == 0 ? null : new ReadAhead(source, nextOffset(), endOffset, distance);
  }

  protected final RegionSource source() {
    return source;
  }

  /**
   * Moves to the next batch.
   *
   * @return false once the range has no more records
   * @throws io.sparkmmap.core.file.FileChangedException if the file is no longer as planned;
   *     everything since the last batch but one may be wrong then
   */
  public final boolean next() throws IOException {
    if (unverifiedBytes >= FENCE_BYTES) {
      source.verifySoFar(nextOffset());
      unverifiedBytes = 0;
    }
    long before = nextOffset();
    boolean found = advanceOrVerify();
    unverifiedBytes += nextOffset() - before;
    if (!found) {
      source.verify();
      return false;
    }
    askAhead();
    source.statistics().addRecords(count());
    source.statistics().addBytesMapped(mappedBytes(before, nextOffset()));
    return true;
  }

  /** For cursors that come far without finding a batch. */
  protected final void askAhead() throws IOException {
    if (readAhead != null) {
      readAhead.movedTo(nextOffset());
    }
  }

  /** Bytes that change while they are read can lead to any error: the change is the reason. */
  private boolean advanceOrVerify() throws IOException {
    try {
      return advance();
    } catch (InterruptedIOException e) {
      throw e; // nobody waits for an answer, and nothing is to be read any more
    } catch (IOException | RuntimeException e) {
      source.verify();
      throw e;
    }
  }

  /** Finds the next batch, or returns false. */
  protected abstract boolean advance() throws IOException;

  /** Offset at which the next batch will begin, or the end. */
  public abstract long nextOffset();

  /** Records in the batch, at least 1. */
  public abstract int count();

  /**
   * How many bytes of mappings the columns of the batch lie on.
   *
   * @param from offset at which the batch begins
   * @param to offset at which the next one does
   */
  protected abstract long mappedBytes(long from, long to);

  @Override
  public void close() throws IOException {
    source.close();
  }
}
