// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import java.io.Serializable;
import java.util.Objects;

/**
 * A named field of a record. Immutable.
 *
 * @param name not empty
 * @param type what its bytes mean
 * @param position of its first byte, in bytes from the start of the record (for a field of a nested
 *     struct, from the start of that struct)
 */
public record Field(String name, FieldType type, int position) implements Serializable {
  /** Checks that the field has a name and ends where an {@code int} can say. */
  public Field {
    Objects.requireNonNull(type, "type");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("layout: a field has an empty name");
    }
    if (position < 0 || position > Integer.MAX_VALUE - type.length()) {
      throw new IllegalArgumentException(
          "layout: field '%s' of %d bytes at position %d must lie between 0 and %d"
              .formatted(name, type.length(), position, Integer.MAX_VALUE));
    }
  }

  /** The length in bytes. */
  public int length() {
    return type.length();
  }

  /** The position after the last byte. */
  public int end() {
    return Math.addExact(position, type.length());
  }
}
