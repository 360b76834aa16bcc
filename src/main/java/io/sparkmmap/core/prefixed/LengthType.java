// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.prefixed;

import io.sparkmmap.core.OptionValue;
import java.nio.ByteOrder;
import java.util.Locale;

/** How the length before a record is written. */
public enum LengthType {
  UINT8(1),
  UINT16_LE(2),
  UINT16_BE(2),
  UINT32_LE(4),
  UINT32_BE(4),
  UINT64_LE(8),
  UINT64_BE(8),
  /**
   * Seven bits a byte, the lowest first, with the high bit set in all bytes but the last: the <a
   * href="https://protobuf.dev/programming-guides/encoding/#varints">varint of protocol
   * buffers</a>, at most 64 bits.
   */
  VARINT(10);

  private final int maxBytes;

  LengthType(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * The type of a name: {@code uint8}, {@code uint16}, {@code uint32}, {@code uint64} or {@code
   * varint}, in any case.
   *
   * @param order of the bytes, where there are several and they have one
   * @param option whose value it is, for the message
   * @throws IllegalArgumentException for any other name
   */
  public static LengthType of(String name, ByteOrder order, String option) {
    boolean little = order == ByteOrder.LITTLE_ENDIAN;
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "uint8" -> UINT8;
      case "uint16" -> little ? UINT16_LE : UINT16_BE;
      case "uint32" -> little ? UINT32_LE : UINT32_BE;
      case "uint64" -> little ? UINT64_LE : UINT64_BE;
      case "varint" -> VARINT;
      default -> throw OptionValue.invalid(option, "uint8, uint16, uint32, uint64 or varint", name);
    };
  }

  /** The most bytes that a length takes. */
  public int maxBytes() {
    return maxBytes;
  }
}
