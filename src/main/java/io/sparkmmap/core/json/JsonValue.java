// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.json;

import java.util.List;
import java.util.Map;

/** A value of a JSON text, with the line on which it begins. */
public sealed interface JsonValue {

  int line();

  /** What it is, for messages. */
  String kind();

  /** An object; members in their order, no name twice. */
  record JsonObject(Map<String, JsonValue> members, int line) implements JsonValue {
    @Override
    public String kind() {
      return "an object";
    }
  }

  /** An array. */
  record JsonArray(List<JsonValue> elements, int line) implements JsonValue {
    @Override
    public String kind() {
      return "an array";
    }
  }

  /** A string. */
  record JsonString(String value, int line) implements JsonValue {
    @Override
    public String kind() {
      return "\"" + value + "\"";
    }
  }

  /** A number, {@code true}, {@code false} or {@code null}, as it is written. */
  record JsonLiteral(String text, int line) implements JsonValue {
    @Override
    public String kind() {
      return text;
    }
  }
}
