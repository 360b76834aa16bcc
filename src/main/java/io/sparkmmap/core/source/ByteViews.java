// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.source;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Views of a byte buffer as numbers, by type and byte order, whatever the buffer's own order.
 *
 * <p>Call as {@code (int) ByteViews.INT_LE.get(buffer, position)}: bounds-checked, unaligned
 * positions allowed, and a single load in compiled code.
 */
public final class ByteViews {
  public static final VarHandle SHORT_LE = view(short[].class, ByteOrder.LITTLE_ENDIAN);
  public static final VarHandle SHORT_BE = view(short[].class, ByteOrder.BIG_ENDIAN);
  public static final VarHandle INT_LE = view(int[].class, ByteOrder.LITTLE_ENDIAN);
  public static final VarHandle INT_BE = view(int[].class, ByteOrder.BIG_ENDIAN);
  public static final VarHandle LONG_LE = view(long[].class, ByteOrder.LITTLE_ENDIAN);
  public static final VarHandle LONG_BE = view(long[].class, ByteOrder.BIG_ENDIAN);
  public static final VarHandle FLOAT_LE = view(float[].class, ByteOrder.LITTLE_ENDIAN);
  public static final VarHandle FLOAT_BE = view(float[].class, ByteOrder.BIG_ENDIAN);
  public static final VarHandle DOUBLE_LE = view(double[].class, ByteOrder.LITTLE_ENDIAN);
  public static final VarHandle DOUBLE_BE = view(double[].class, ByteOrder.BIG_ENDIAN);

  private ByteViews() {}

  private static VarHandle view(Class<?> arrayType, ByteOrder order) {
    return MethodHandles.byteBufferViewVarHandle(arrayType, order);
  }
}
