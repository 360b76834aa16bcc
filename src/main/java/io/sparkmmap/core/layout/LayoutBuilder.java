// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the fields of one struct together while its text is read, and knows where each was read. */
final class LayoutBuilder {
  private final LayoutText text;
  private final List<Field> fields = new ArrayList<>();
  private final Map<String, Integer> readAt = new HashMap<>();
  private int end;

  LayoutBuilder(LayoutText text) {
    this.text = text;
  }

  /** The position after the last byte that is spoken for. */
  int end() {
    return end;
  }

  /** A field at the given position, which was read at index {@code at} of the text. */
  void add(String name, FieldType type, int position, int at) {
    if (name.isEmpty()) {
      throw text.error(at, "a field has an empty name", "give it a name");
    }
    Integer other = readAt.putIfAbsent(name, at);
    if (other != null) {
      throw text.error(
          at,
          "duplicate field '" + LayoutText.shorten(name) + "'",
          "the field at column " + text.column(other) + " has the same name; rename one of them");
    }
    extend(position, type.length(), "field '" + LayoutText.shorten(name) + "'", at);
    fields.add(new Field(name, type, position));
  }

  /** Bytes without a field. */
  void skip(int position, int length, int at) {
    extend(position, length, "skip(" + length + ")", at);
  }

  /** The layout, its length the end of the last byte. */
  StructLayout build(int at) {
    return build(end, at);
  }

  StructLayout build(int recordLength, int at) {
    if (fields.isEmpty()) {
      throw text.error(at, "expected at least one field", "found none");
    }
    return new StructLayout(fields, recordLength);
  }

  private void extend(int position, int length, String what, int at) {
    long newEnd = (long) position + length;
    if (newEnd > Integer.MAX_VALUE) {
      throw text.error(
          at,
          "the record must have at most %d bytes, but %s ends at %d"
              .formatted(Integer.MAX_VALUE, what, newEnd),
          "make it shorter");
    }
    end = Math.max(end, (int) newEnd);
  }
}
