// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import io.sparkmmap.core.mapping.MappedRegion;
import java.io.Serial;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What a line must contain, byte for byte, and where. Immutable. */
public final class LineCondition implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  /** Where in the line the bytes stand. */
  public enum Place {
    ANYWHERE,
    START,
    END,
    WHOLE_LINE
  }

  private final Place place;
  private final byte[] bytes;

  /**
   * A condition.
   *
   * @param bytes at least one, and no line end among them; copied
   */
  public LineCondition(Place place, byte[] bytes) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("a search needs at least one byte to look for");
    }
    for (byte value : bytes) {
      if (value == '\n' || value == '\r') {
        throw new IllegalArgumentException("no line contains what ends it");
      }
    }
    this.place = place;
    this.bytes = bytes.clone();
  }

  byte[] bytes() {
    return bytes;
  }

  /**
   * Whether a line that contains the bytes at a position fulfils the condition.
   *
   * @param position of an occurrence
   * @param start position of the line's first byte
   * @param end position after its last byte
   */
  boolean isMetBy(MappedRegion region, int position, int start, int end) {
    return switch (place) {
      case ANYWHERE -> true;
      case START -> position == start;
      case END -> end - start >= bytes.length && standAt(region.bytes(), end - bytes.length);
      case WHOLE_LINE -> position == start && end - start == bytes.length;
    };
  }

  private boolean standAt(ByteBuffer in, int position) {
    for (int i = 0; i < bytes.length; i++) {
      if (in.get(position + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LineCondition condition
        && place == condition.place
        && Arrays.equals(bytes, condition.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * place.hashCode() + Arrays.hashCode(bytes);
  }
}
