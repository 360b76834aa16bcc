// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import io.sparkmmap.core.mapping.MappedRegion;
import java.nio.ByteBuffer;

/**
 * Bits of an array, least significant first: of its validity, or its values if they are booleans.
 *
 * @param bytes that have them
 * @param firstBit of the first value, from 0 to 7
 */
public record ArrayBits(MappedRegion bytes, int firstBit) {

  /** Whether the bit of a value is set. */
  public boolean get(int index) {
    return get(bytes.bytes(), firstBit + index);
  }

  /** Whether a bit is set. */
  public static boolean get(ByteBuffer bytes, int bit) {
    return (bytes.get(bit >> 3) >> (bit & 7) & 1) != 0;
  }
}
