// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.prefixed;

import io.sparkmmap.core.source.ByteViews;
import java.nio.ByteBuffer;

/** Reads the length before a record. Holds the result of its last call; for one thread. */
final class LengthPrefixReader {
  /** What {@link #read} gives for a length that 63 bits do not hold. */
  static final long TOO_LONG = -1;

  /** What {@link #read} gives where the prefix itself does not end in time. */
  static final long CUT_OFF = -2;

  /** Of the tenth byte of a varint only the lowest bit is left of 64; that one is a sign here. */
  private static final int LAST_VARINT_SHIFT = 63;

  private final LengthType type;
  private int prefixBytes;

  LengthPrefixReader(LengthType type) {
    this.type = type;
  }

  /** How many bytes the last prefix has. */
  int prefixBytes() {
    return prefixBytes;
  }

  /**
   * Reads a length.
   *
   * @param bytes in which it stands
   * @param position of its first byte
   * @param end position after the last byte that may be read
   * @return the length as it is written, {@link #TOO_LONG} or {@link #CUT_OFF}
   */
  long read(ByteBuffer bytes, int position, int end) {
    if (type == LengthType.VARINT) {
      return readVarint(bytes, position, end);
    }
    prefixBytes = type.maxBytes();
    if (end - position < prefixBytes) {
      return CUT_OFF;
    }
    return switch (type) {
      case UINT8 -> bytes.get(position) & 0xFF;
      case UINT16_LE -> (short) ByteViews.SHORT_LE.get(bytes, position) & 0xFFFF;
      case UINT16_BE -> (short) ByteViews.SHORT_BE.get(bytes, position) & 0xFFFF;
      case UINT32_LE -> (int) ByteViews.INT_LE.get(bytes, position) & 0xFFFF_FFFFL;
      case UINT32_BE -> (int) ByteViews.INT_BE.get(bytes, position) & 0xFFFF_FFFFL;
      case UINT64_LE -> Math.max(TOO_LONG, (long) ByteViews.LONG_LE.get(bytes, position));
      case UINT64_BE -> Math.max(TOO_LONG, (long) ByteViews.LONG_BE.get(bytes, position));
      case VARINT -> throw new IllegalStateException("read above");
    };
  }

  private long readVarint(ByteBuffer bytes, int position, int end) {
    long value = 0;
    for (int shift = 0, at = position; at < end; shift += 7, at++) {
      byte next = bytes.get(at);
      if (shift == LAST_VARINT_SHIFT && next != 0) {
        return TOO_LONG;
      }
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        prefixBytes = at - position + 1;
        return value;
      }
    }
    return CUT_OFF;
  }
}
