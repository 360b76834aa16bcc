// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.source;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.os.ReadAdvice;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * The bytes of one planned file, handed out in contiguous regions.
 *
 * <p>For use by one task, and by one thread at a time. Closing it unmaps nothing: regions and raw
 * addresses are valid until the {@link io.sparkmmap.core.mapping.LeaseScope} of the task is closed,
 * and for the grace period of the mapping cache after that.
 */
public interface RegionSource extends Closeable {

  /** The file, as it was planned. */
  PlannedFile file();

  /** Where this source and the cursors over it count what they do. */
  ReadStatistics statistics();

  /**
   * A region that contains at least the bytes from {@code offset} to {@code offset + minLength}, or
   * to the planned end of the file if that comes first. It may begin earlier and end later, but
   * never after the planned end.
   *
   * @param offset from 0 to the length of the file
   * @param minLength bytes wanted in one piece, at least 0
   * @throws RecordTooLongException if so many bytes cannot be had in one piece
   * @throws io.sparkmmap.core.file.FileChangedException if the file is found to differ from the
   *     plan
   */
  MappedRegion regionAt(long offset, long minLength) throws IOException;

  /**
   * The first bytes of the file, to recognize what kind of file it is.
   *
   * @param maxLength how many, or all of a shorter file
   * @return an array of the caller's own
   * @throws io.sparkmmap.core.file.FileChangedException if the file is found to differ from the
   *     plan
   */
  default byte[] firstBytes(int maxLength) throws IOException {
    MappedRegion start = pieceAt(0, maxLength);
    byte[] bytes = new byte[Math.min(start.length(), maxLength)];
    start.bytes().get(0, bytes);
    return bytes;
  }

  /**
   * A region as of {@link #regionAt} for a caller that wants these bytes and none behind them:
   * where the file is read, no more than these are.
   *
   * @param offset from 0 to the length of the file
   * @param length bytes wanted in one piece, at least 0
   */
  default MappedRegion pieceAt(long offset, long length) throws IOException {
    return regionAt(offset, length);
  }

  /**
   * Tells the system how the mapping will be read. A source without one does nothing: the system
   * reads ahead for it by itself.
   */
  default void advise(ReadAdvice advice) {}

  /**
   * Asks the system to begin to read bytes that will be wanted soon, and does not wait for them. A
   * source without a mapping does nothing.
   *
   * @param from offset of the first of them
   * @param to offset after the last one
   * @throws IOException if the file is found not to be there as planned
   */
  default void prefetch(long from, long to) throws IOException {}

  /**
   * The same for bytes that are about to be read, where a mapping was advised to be read at random:
   * else each of their pages would be waited for by itself.
   *
   * @param offset of the first of them
   * @param length bytes
   */
  default void willRead(long offset, long length) throws IOException {}

  /**
   * The fence: makes sure that everything read so far came from the file as planned. What was read
   * since the last call may be handed on only after this returns.
   *
   * @throws io.sparkmmap.core.file.FileChangedException if the file changed, or a fault hit its
   *     mapping
   * @throws IllegalStateException if the mapping has ended, long after the task
   */
  void verify() throws IOException;

  /**
   * A look while there is more to read, to notice a change soon: what {@link #verify()} does, or
   * less where looking is dear. Only {@code verify()} vouches for what was read.
   *
   * @param offset near which the reader is
   * @throws io.sparkmmap.core.file.FileChangedException if a change was noticed
   */
  default void verifySoFar(long offset) throws IOException {
    verify();
  }

  /**
   * Ends the reading of a task that was cancelled. Whatever asks for regions or checks the file
   * does this as well; what goes far within one region calls it every few megabytes.
   *
   * @param offset near which the reader is
   * @throws InterruptedIOException if the task was cancelled, or the thread interrupted
   */
  default void checkCancelled(long offset) throws InterruptedIOException {}

  /** Checks once more, and gives back what the source holds other than memory. */
  @Override
  void close() throws IOException;
}
