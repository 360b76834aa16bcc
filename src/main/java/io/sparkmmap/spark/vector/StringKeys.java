// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.vector;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.ByteViews;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Keys that distinguish the strings of some rows: three numbers each, which are all there is of a
 * string of at most {@value #EXACT_BYTES} bytes. Longer ones may differ though their numbers do
 * not.
 */
public final class StringKeys {
  /** Strings that are no longer are distinguished by their numbers alone. */
  public static final int EXACT_BYTES = 16;

  private static final long NULL_LENGTH = -1;
  private static final boolean BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;

  private final long[] heads;
  private final long[] tails;
  private final long[] lengths;

  /**
   * Keys that are written to arrays.
   *
   * @param heads the first eight bytes, the first of them the lowest, with zeros behind
   * @param tails the last eight bytes of up to {@value #EXACT_BYTES}, 0 of up to eight, and of more
   *     than {@value #EXACT_BYTES} a hash of all of them
   * @param lengths in bytes; negative for a null
   */
  public StringKeys(long[] heads, long[] tails, long[] lengths) {
    this.heads = heads;
    this.tails = tails;
    this.lengths = lengths;
  }

  /** Keys in arrays of their own, all of empty strings at first. */
  public StringKeys(int count) {
    this(new long[count], new long[count], new long[count]);
  }

  /**
   * Whether a string of a length that was read here is distinguished from others by its numbers.
   */
  public static boolean isExact(long length) {
    return length <= EXACT_BYTES;
  }

  /** Whether a length that was read here is that of a null. */
  public static boolean isNull(long length) {
    return length == NULL_LENGTH;
  }

  /** Sets the key of a null. */
  public void setNull(int index) {
    heads[index] = 0;
    tails[index] = 0;
    lengths[index] = NULL_LENGTH;
  }

  /** Sets the key of a string. */
  public void set(int index, UTF8String string) {
    set(index, string.getBaseObject(), string.getBaseOffset(), string.numBytes());
  }

  /**
   * Sets the key of a string of at most eight bytes.
   *
   * @param head its bytes, the first of them the lowest, with zeros behind
   */
  public void setShort(int index, long head, int length) {
    heads[index] = head;
    tails[index] = 0;
    lengths[index] = length;
  }

  /**
   * Sets the key of bytes in a region.
   *
   * @param position in the region
   * @throws IndexOutOfBoundsException if they do not lie within the region
   */
  public void set(int index, MappedRegion region, int position, int length) {
    ByteBuffer bytes = region.bytes();
    if (length >= 0 && length < Long.BYTES && position <= bytes.limit() - Long.BYTES) {
      // In one piece, with what lies behind them.
      long word = (long) ByteViews.LONG_LE.get(bytes, position);
      setShort(index, word & ~(-1L << (length * Byte.SIZE)), length);
      return;
    }
    Object base = region.base();
    long address = region.address(position, length);
    set(index, base, base == null ? address : Platform.BYTE_ARRAY_OFFSET + address, length);
  }

  /** Sets the key of bytes, wherever {@link Platform} finds them. */
  public void set(int index, Object base, long offset, int length) {
    if (length < Long.BYTES) {
      setShort(index, upTo7(base, offset, length), length);
      return;
    }
    heads[index] = eight(base, offset);
    lengths[index] = length;
    if (length > EXACT_BYTES) {
      tails[index] = XXH64.hashUnsafeBytes(base, offset, length, 0);
    } else {
      tails[index] = length == Long.BYTES ? 0 : eight(base, offset + length - Long.BYTES);
    }
  }

  /** Sets the key that a string has among others. */
  public void set(int index, StringKeys others, int other) {
    heads[index] = others.heads[other];
    tails[index] = others.tails[other];
    lengths[index] = others.lengths[other];
  }

  private static long eight(Object base, long offset) {
    long bytes = Platform.getLong(base, offset);
    return BIG_ENDIAN ? Long.reverseBytes(bytes) : bytes;
  }

  /** Reads no byte behind the last, which may be the last of a file. */
  private static long upTo7(Object base, long offset, int length) {
    long bytes = 0;
    for (int i = length - 1; i >= 0; i--) {
      bytes = bytes << Byte.SIZE | (Platform.getByte(base, offset + i) & 0xFF);
    }
    return bytes;
  }
}
