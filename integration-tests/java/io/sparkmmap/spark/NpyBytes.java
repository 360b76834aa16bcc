// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Files as NumPy writes them, put together by hand. */
public final class NpyBytes {
  private static final String MAGIC = "\u0093NUMPY\u0001\u0000";

  private NpyBytes() {}

  /**
   * A file of version 1.
   *
   * @param descr the dtype, as in the header
   * @param order whether in Fortran order: {@code True} or {@code False}
   * @param shape a tuple, such as {@code (700,)}
   */
  public static byte[] of(String descr, String order, String shape, byte[] data) {
    String dict =
        "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }";
    int before = MAGIC.length() + Short.BYTES;
    byte[] header =
        (dict + " ".repeat(63 - (before + dict.length()) % 64) + "\n").getBytes(ISO_8859_1);
    return ByteBuffer.allocate(before + header.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC.getBytes(ISO_8859_1))
        .putShort((short) header.length)
        .put(header)
        .put(data)
        .array();
  }
}
