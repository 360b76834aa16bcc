// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import io.sparkmmap.core.source.ByteViews;
import java.nio.ByteBuffer;

/** Integers of any width, little endian: indices into dictionaries, and the ends of runs. */
public final class Indices {
  private Indices() {}

  /**
   * One of them.
   *
   * @param bytes whose first value is at position 0
   * @param type an integer
   * @return its value; one of 64 bits without sign that a long cannot hold is negative
   */
  public static long at(ByteBuffer bytes, ArrowType type, int row) {
    boolean signed = type.kind() == ArrowType.Kind.INT;
    return switch (type.size()) {
      case Byte.BYTES -> {
        byte index = bytes.get(row);
        yield signed ? index : Byte.toUnsignedInt(index);
      }
      case Short.BYTES -> {
        short index = (short) ByteViews.SHORT_LE.get(bytes, row * Short.BYTES);
        yield signed ? index : Short.toUnsignedInt(index);
      }
      case Integer.BYTES -> {
        int index = (int) ByteViews.INT_LE.get(bytes, row * Integer.BYTES);
        yield signed ? index : Integer.toUnsignedLong(index);
      }
      default -> (long) ByteViews.LONG_LE.get(bytes, row * Long.BYTES);
    };
  }
}
