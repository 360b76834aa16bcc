// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

/** Walks over a layout's text, or over a string literal inside it, one token at a time. */
final class LayoutScanner {
  private final LayoutText text;
  private final String source;
  private final int origin;
  private final boolean exact;
  private int position;

  private LayoutScanner(LayoutText text, String source, int origin, boolean exact) {
    this.text = text;
    this.source = source;
    this.origin = origin;
    this.exact = exact;
  }

  static LayoutScanner over(LayoutText text) {
    return new LayoutScanner(text, text.value(), 0, true);
  }

  /** Over a literal's value. Where escapes moved its characters, errors show where it begins. */
  static LayoutScanner over(LayoutText text, PythonLiteral.Str literal) {
    return new LayoutScanner(text, literal.value(), literal.contentAt(), !literal.escaped());
  }

  LayoutText text() {
    return text;
  }

  /** Where in the whole text the next character stands. */
  int at() {
    return exact ? origin + position : origin;
  }

  /** The next character, or 0 at the end. */
  char peek() {
    return position < source.length() ? source.charAt(position) : 0;
  }

  boolean atEnd() {
    return position == source.length();
  }

  char next() {
    return source.charAt(position++);
  }

  boolean accept(char expected) {
    if (atEnd() || source.charAt(position) != expected) {
      return false;
    }
    position++;
    return true;
  }

  /** Moves past a parenthesis that opens, or says how to write what belongs into it. */
  void expectParenthesis(String where, String asIn) {
    if (!accept('(')) {
      throw text.error(position, "expected '(' " + where, "found " + found() + "; " + asIn);
    }
  }

  void expect(char expected, String where) {
    if (!accept(expected)) {
      throw error("expected '" + expected + "' " + where);
    }
  }

  LayoutScanner moveTo(int newPosition) {
    position = newPosition;
    return this;
  }

  LayoutScanner skipSpace() {
    while (!atEnd() && Character.isWhitespace(source.charAt(position))) {
      position++;
    }
    return this;
  }

  /** Letters, digits and underscores from here on; empty if there are none. */
  String word() {
    int start = position;
    while (!atEnd() && isWordPart(source.codePointAt(position))) {
      position += Character.charCount(source.codePointAt(position));
    }
    return source.substring(start, position);
  }

  /** Moves past a word if it is the next one, in whatever case. */
  boolean acceptWord(String expected) {
    int start = position;
    if (word().equalsIgnoreCase(expected)) {
      return true;
    }
    position = start;
    return false;
  }

  /** ASCII digits from here on; empty if there are none. */
  String digits() {
    int start = position;
    while (peek() >= '0' && peek() <= '9') {
      position++;
    }
    return source.substring(start, position);
  }

  /**
   * An integer, with a sign or without.
   *
   * @param what it counts, for errors
   * @throws IllegalArgumentException if there is none or it is not in {@code least} to {@code most}
   */
  int integer(String what, int least, int most) {
    int start = at();
    boolean negative = accept('-');
    String digits = digits();
    if (digits.isEmpty()) {
      throw error("expected " + what);
    }
    long value = parse(digits);
    if (negative || value < least || value > most) {
      throw text.error(
          start,
          "%s must be %d to %d, found %s%s"
              .formatted(what, least, most, negative ? "-" : "", LayoutText.shorten(digits)),
          "correct the number");
    }
    return (int) value;
  }

  /** The value of ASCII digits, {@link Long#MAX_VALUE} where they are more than fit. */
  static long parse(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException tooLong) {
      return Long.MAX_VALUE;
    }
  }

  /** An error here: what was expected, and what was found. */
  IllegalArgumentException error(String expected) {
    return text.error(at(), expected, "found " + found());
  }

  static boolean isWordPart(int codePoint) {
    return Character.isLetterOrDigit(codePoint) || codePoint == '_';
  }

  private String found() {
    if (atEnd()) {
      return "the end";
    }
    int start = position;
    String word = word();
    position = start;
    return word.isEmpty()
        ? "'" + Character.toString(source.codePointAt(position)) + "'"
        : "'" + LayoutText.shorten(word) + "'";
  }
}
