// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the Python literals that NumPy writes dtypes with: strings, integers, True, False, None,
 * lists, tuples, dicts and {@code numpy.record}. Nothing is ever evaluated.
 */
final class PythonLiteralReader {
  /** A struct nests by a list and a tuple, and by two more tuples if it is an array's element. */
  private static final int MAX_NESTING = 4 * StructLayout.MAX_DEPTH;

  private final LayoutScanner scanner;
  private final LayoutText text;

  PythonLiteralReader(LayoutScanner scanner) {
    this.scanner = scanner;
    this.text = scanner.text();
  }

  /** The one literal that the rest of the text is. */
  PythonLiteral read() {
    PythonLiteral value = readNext();
    if (!scanner.skipSpace().atEnd()) {
      throw scanner.error("expected the end");
    }
    return value;
  }

  /** The literal that the text goes on with. */
  PythonLiteral readNext() {
    return value(1);
  }

  private PythonLiteral value(int nesting) {
    int at = scanner.skipSpace().at();
    if (nesting > MAX_NESTING) {
      throw text.error(
          at, "the text nests deeper than " + MAX_NESTING + " brackets", "make it flatter");
    }
    char first = scanner.peek();
    return switch (first) {
      case '[' -> new PythonLiteral.ListOf(at, items('[', ']', nesting).values);
      case '(' -> tuple(at, nesting);
      case '{' -> dict(at, nesting);
      case '\'', '"' -> new PythonStringReader(scanner).read(at);
      default -> first == '-' || Character.isDigit(first) ? integer(at) : word(at);
    };
  }

  private PythonLiteral tuple(int at, int nesting) {
    Items items = items('(', ')', nesting);
    boolean onlyParentheses = items.values.size() == 1 && !items.endWithComma;
    return onlyParentheses ? items.values.get(0) : new PythonLiteral.TupleOf(at, items.values);
  }

  private Items items(char open, char close, int nesting) {
    scanner.expect(open, "");
    List<PythonLiteral> values = new ArrayList<>();
    boolean comma = false;
    while (!scanner.skipSpace().accept(close)) {
      if (!values.isEmpty() && !comma) {
        throw scanner.error("expected ',' or '" + close + "'");
      }
      values.add(value(nesting + 1));
      comma = scanner.skipSpace().accept(',');
    }
    return new Items(values, comma);
  }

  private PythonLiteral dict(int at, int nesting) {
    scanner.expect('{', "");
    List<PythonLiteral.Entry> entries = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    boolean comma = true;
    while (!scanner.skipSpace().accept('}')) {
      if (!comma) {
        throw scanner.error("expected ',' or '}'");
      }
      PythonLiteral.Str key = key(nesting);
      if (!keys.add(key.value())) {
        throw text.error(key.at(), "the dict has " + key.describe() + " twice", "keep one");
      }
      scanner.skipSpace().expect(':', "after a key");
      entries.add(new PythonLiteral.Entry(key, value(nesting + 1)));
      comma = scanner.skipSpace().accept(',');
    }
    return new PythonLiteral.Dict(at, entries);
  }

  private PythonLiteral.Str key(int nesting) {
    PythonLiteral key = value(nesting + 1);
    if (key instanceof PythonLiteral.Str string) {
      return string;
    }
    throw text.error(key.at(), "expected a string as key", "found " + key.describe());
  }

  private PythonLiteral integer(int at) {
    boolean negative = scanner.accept('-');
    String digits = scanner.digits();
    if (digits.isEmpty()) {
      throw scanner.error("expected a number");
    }
    // Python 2 wrote long integers so.
    scanner.accept('L');
    long value = LayoutScanner.parse(digits);
    return new PythonLiteral.Int(at, negative ? -value : value);
  }

  private PythonLiteral word(int at) {
    String word = scanner.word();
    char quote = scanner.peek();
    boolean prefix = word.equals("u") || word.equals("b");
    if (prefix && (quote == '\'' || quote == '"')) {
      return new PythonStringReader(scanner).read(at);
    }
    if ((word.equals("numpy") || word.equals("np")) && scanner.accept('.')) {
      return new PythonLiteral.NumpyName(at, scanner.word());
    }
    return switch (word) {
      case "True" -> new PythonLiteral.Bool(at, true);
      case "False" -> new PythonLiteral.Bool(at, false);
      case "None" -> new PythonLiteral.None(at);
      case "" -> throw scanner.error("expected a string, a number or a bracket");
      default ->
          throw text.error(
              at,
              "expected a string, a number or a bracket",
              "found '" + LayoutText.shorten(word) + "': put names and types in quotes");
    };
  }

  private record Items(List<PythonLiteral> values, boolean endWithComma) {}
}
