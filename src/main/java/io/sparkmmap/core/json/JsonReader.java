// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.json;

import io.sparkmmap.core.json.JsonValue.JsonArray;
import io.sparkmmap.core.json.JsonValue.JsonLiteral;
import io.sparkmmap.core.json.JsonValue.JsonObject;
import io.sparkmmap.core.json.JsonValue.JsonString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads a JSON text (<a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>) and remembers
 * on which line each value is, which the parsers that the engines bring do not report after
 * binding.
 */
public final class JsonReader {
  private static final int MAX_QUOTED = 40;

  private static final int MAX_DEPTH = 32;
  private static final Pattern LITERAL =
      Pattern.compile("true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private final String source;
  private final String text;
  private int position;
  private int line = 1;

  private JsonReader(String source, String text) {
    this.source = source;
    this.text = text;
  }

  /**
   * Reads the one value of a text.
   *
   * @param source what the text is called in messages
   * @throws IOException naming the line, if the text is no JSON or an object has a name twice
   */
  public static JsonValue read(String source, String text) throws IOException {
    JsonReader reader =
        new JsonReader(source, text.startsWith("\uFEFF") ? text.substring(1) : text);
    JsonValue value = reader.value(0);
    reader.skipBlanks();
    if (reader.position < reader.text.length()) {
      throw reader.error("the end", reader.found());
    }
    return value;
  }

  private JsonValue value(int depth) throws IOException {
    skipBlanks();
    if (depth > MAX_DEPTH) {
      throw error("at most " + MAX_DEPTH + " objects in each other", "more");
    }
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> new JsonString(string(), line);
      default -> literal();
    };
  }

  private JsonObject object(int depth) throws IOException {
    int start = line;
    Map<String, JsonValue> members = new LinkedHashMap<>();
    position++;
    if (!accept('}')) {
      do {
        skipBlanks();
        int nameLine = line;
        if (peek() != '"') {
          throw error("a name in quotes", found());
        }
        String name = string();
        expect(':');
        if (members.put(name, value(depth + 1)) != null) {
          line = nameLine;
          throw error("each name once in an object", "\"" + name + "\" a second time");
        }
      } while (accept(','));
      expect('}');
    }
    return new JsonObject(members, start);
  }

  private JsonArray array(int depth) throws IOException {
    int start = line;
    List<JsonValue> elements = new ArrayList<>();
    position++;
    if (!accept(']')) {
      do {
        elements.add(value(depth + 1));
      } while (accept(','));
      expect(']');
    }
    return new JsonArray(elements, start);
  }

  private JsonLiteral literal() throws IOException {
    int start = position;
    while (position < text.length() && "{}[],:\" \t\r\n".indexOf(text.charAt(position)) < 0) {
      position++;
    }
    String literal = text.substring(start, position);
    if (!LITERAL.matcher(literal).matches()) {
      position = start;
      throw error("a value", literal.isEmpty() ? found() : "'" + literal + "'");
    }
    return new JsonLiteral(literal, line);
  }

  private String string() throws IOException {
    StringBuilder string = new StringBuilder();
    position++;
    while (peek() != '"') {
      char c = peek();
      if (c < ' ') {
        throw error("a quote at the end of a string", found());
      }
      position++;
      string.append(c == '\\' ? escaped() : c);
    }
    position++;
    return string.toString();
  }

  private char escaped() throws IOException {
    char c = peek();
    position++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw error("an escape of JSON", "\\" + c);
    };
  }

  private char unicode() throws IOException {
    String digits = text.substring(position, Math.min(position + 4, text.length()));
    if (!digits.matches("[0-9a-fA-F]{4}")) {
      throw error("four hexadecimal digits", "\\u" + digits);
    }
    position += 4;
    return (char) Integer.parseInt(digits, 16);
  }

  private void skipBlanks() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      if (text.charAt(position) == '\n') {
        line++;
      }
      position++;
    }
  }

  private boolean accept(char wanted) {
    skipBlanks();
    boolean there = peek() == wanted;
    if (there) {
      position++;
    }
    return there;
  }

  private void expect(char wanted) throws IOException {
    if (!accept(wanted)) {
      throw error("'" + wanted + "'", found());
    }
  }

  /** The next character, or a zero at the end. */
  private char peek() {
    return position < text.length() ? text.charAt(position) : 0;
  }

  private String found() {
    return position < text.length() ? "'" + peek() + "'" : "the end of the text";
  }

  /** What is no manifest may be anything, and all of it one word. */
  private static String shortened(String found) {
    return found.length() <= MAX_QUOTED ? found : found.substring(0, MAX_QUOTED) + "...";
  }

  private IOException error(String expected, String found) {
    return new IOException(
        source
            + ", line "
            + line
            + ": invalid JSON: expected "
            + expected
            + ", found "
            + shortened(found));
  }
}
