// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Loops over mapped bytes at the speed of memory, in the native library: the JIT of Java 17 makes
 * no vector instructions of them. A fault in them is caught as in any read of a mapping. Stateless;
 * threads may share it.
 *
 * <p>A call costs more than one of Java, so each should be for some kilobytes; it keeps no garbage
 * collection waiting.
 */
public final class NativeScan {
  /** The longest sequence that can be looked for. */
  public static final int MAX_SEQUENCE = 256;

  private static final boolean AVAILABLE = NativeMemory.instance().isPresent();

  private NativeScan() {}

  /** Whether bytes can be scanned here: they are no array, and there is a native library. */
  public static boolean canScan(ByteBuffer bytes) {
    return AVAILABLE && bytes.isDirect();
  }

  /**
   * Counts line feeds.
   *
   * @param bytes that {@link #canScan} allows
   * @param from position of the first byte
   * @param to position after the last one
   * @return how many, or -1 if there is a carriage return among the bytes
   * @throws IndexOutOfBoundsException if they do not lie within the buffer
   */
  public static int countLineFeeds(ByteBuffer bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.limit());
    return countLineFeedsUnchecked(bytes, from, to);
  }

  /**
   * The first position at which a sequence of bytes stands.
   *
   * @param bytes that {@link #canScan} allows
   * @param from the first position that counts
   * @param to position that the sequence must not reach over
   * @param sequence 1 to {@value #MAX_SEQUENCE} bytes
   * @param rare index of a byte of the sequence that is rare in what is searched
   * @param alsoRare index of another, or the same
   * @return a position, or -1
   * @throws IndexOutOfBoundsException if the range does not lie within the buffer, or an index
   *     within the sequence
   */
  public static int find(
      ByteBuffer bytes, int from, int to, byte[] sequence, int rare, int alsoRare) {
    Objects.checkFromToIndex(from, to, bytes.limit());
    Objects.checkIndex(sequence.length - 1, MAX_SEQUENCE);
    Objects.checkIndex(rare, sequence.length);
    Objects.checkIndex(alsoRare, sequence.length);
    return to - from < sequence.length
        ? -1
        : findUnchecked(bytes, from, to, sequence, sequence.length, rare, alsoRare);
  }

  private static native int countLineFeedsUnchecked(ByteBuffer bytes, int from, int to);

  private static native int findUnchecked(
      ByteBuffer bytes, int from, int to, byte[] sequence, int length, int rare, int alsoRare);
}
