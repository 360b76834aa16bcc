// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

/**
 * Reads a Python string in single or double quotes, with the escapes of <a
 * href="https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences">Python's
 * reference</a> except characters by name.
 */
final class PythonStringReader {
  private static final String SIMPLE_ESCAPES = "\\'\"abfnrtv";
  private static final String SIMPLE_VALUES = "\\'\"\u0007\b\f\n\r\t\u000b";
  private static final int MAX_OCTAL_DIGITS = 3;

  private final LayoutScanner scanner;
  private final LayoutText text;

  PythonStringReader(LayoutScanner scanner) {
    this.scanner = scanner;
    this.text = scanner.text();
  }

  /**
   * Reads from the opening quote to behind the closing one.
   *
   * @param at index of the literal's first character, which may be a prefix
   */
  PythonLiteral.Str read(int at) {
    char quote = scanner.next();
    int contentAt = scanner.at();
    boolean escaped = false;
    StringBuilder value = new StringBuilder();
    while (!scanner.accept(quote)) {
      if (scanner.atEnd() || scanner.peek() == '\n') {
        throw text.error(at, "a string has no end", "close it with " + quote);
      }
      if (scanner.accept('\\')) {
        escaped = true;
        escape(value);
      } else {
        value.append(scanner.next());
      }
    }
    return new PythonLiteral.Str(at, contentAt, value.toString(), escaped);
  }

  private void escape(StringBuilder value) {
    int at = scanner.at() - 1;
    char code = scanner.peek();
    int simple = scanner.atEnd() ? -1 : SIMPLE_ESCAPES.indexOf(code);
    if (simple >= 0) {
      scanner.next();
      value.append(SIMPLE_VALUES.charAt(simple));
    } else if (code >= '0' && code <= '7') {
      value.appendCodePoint(number(8, 1, MAX_OCTAL_DIGITS, at));
    } else if (scanner.accept('x')) {
      value.appendCodePoint(number(16, 2, 2, at));
    } else if (scanner.accept('u')) {
      value.appendCodePoint(number(16, 4, 4, at));
    } else if (scanner.accept('U')) {
      value.appendCodePoint(number(16, 8, 8, at));
    } else {
      throw text.error(
          at, "unknown escape in a string", "write the character itself, or \\\\ for a backslash");
    }
  }

  private int number(int radix, int fewest, int most, int at) {
    long number = 0;
    int digits = 0;
    while (digits < most && Character.digit(scanner.peek(), radix) >= 0) {
      number = number * radix + Character.digit(scanner.next(), radix);
      digits++;
    }
    if (digits < fewest || number > Character.MAX_CODE_POINT) {
      throw text.error(at, "broken escape in a string", "write the character itself");
    }
    return (int) number;
  }
}
