// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.json;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Writes JSON. */
public final class JsonWriter {
  private JsonWriter() {}

  /**
   * The JSON of a value, on one line.
   *
   * @param value a map with strings as keys, a list, a string, a number, a boolean or null
   */
  public static String of(Object value) {
    if (value instanceof Map<?, ?> map) {
      StringJoiner members = new StringJoiner(",", "{", "}");
      map.forEach((name, member) -> members.add(quoted((String) name) + ":" + of(member)));
      return members.toString();
    }
    if (value instanceof List<?> list) {
      StringJoiner items = new StringJoiner(",", "[", "]");
      list.forEach(item -> items.add(of(item)));
      return items.toString();
    }
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return String.valueOf(value);
    }
    return quoted((String) value);
  }

  /** A string in quotes. */
  public static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        default -> {
          if (c < ' ') {
            appendEscaped(quoted, c);
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  /** The same JSON without a byte that is not ASCII, for an output of whatever locale. */
  public static String ascii(String json) {
    StringBuilder ascii = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c > '~') {
        appendEscaped(ascii, c);
      } else {
        ascii.append(c);
      }
    }
    return ascii.toString();
  }

  private static void appendEscaped(StringBuilder json, char c) {
    json.append(String.format("\\u%04x", (int) c));
  }
}
