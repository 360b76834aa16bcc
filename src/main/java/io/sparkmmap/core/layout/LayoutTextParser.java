// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

/**
 * Reads the project's own grammar: {@code name type, name type, skip(n), ...}. As in Spark's DDL a
 * colon may stand before a type and {@code NOT NULL} after it.
 */
final class LayoutTextParser {
  private static final String SKIP = "skip";

  private final LayoutScanner scanner;
  private final LayoutText text;
  private final LayoutBuilder builder;
  private final TypeNameParser types;

  LayoutTextParser(LayoutScanner scanner, Endian defaultOrder) {
    this.scanner = scanner;
    this.text = scanner.text();
    this.builder = new LayoutBuilder(text);
    this.types = new TypeNameParser(scanner, defaultOrder);
  }

  StructLayout parse() {
    int start = scanner.at();
    do {
      field();
    } while (scanner.skipSpace().accept(','));
    if (!scanner.atEnd()) {
      throw scanner.error("expected ',' or the end");
    }
    return builder.build(start);
  }

  private void field() {
    int at = scanner.skipSpace().at();
    boolean quoted = scanner.peek() == '`';
    String name = quoted ? quotedName() : scanner.word();
    if (name.isEmpty() && !quoted) {
      throw scanner.error("expected the name of a field");
    }
    scanner.skipSpace();
    if (!quoted && name.equals(SKIP) && scanner.peek() == '(') {
      builder.skip(builder.end(), types.length("of skip(n)"), at);
      return;
    }
    scanner.accept(':');
    scanner.skipSpace();
    FieldType type = types.parse("field '" + LayoutText.shorten(name) + "'");
    if (scanner.skipSpace().acceptWord("not") && !scanner.skipSpace().acceptWord("null")) {
      throw scanner.error("expected NULL after NOT");
    }
    builder.add(name, type, builder.end(), at);
  }

  private String quotedName() {
    int at = scanner.at();
    scanner.expect('`', "before a name");
    StringBuilder name = new StringBuilder();
    while (!scanner.atEnd()) {
      char c = scanner.next();
      if (c == '`' && !scanner.accept('`')) {
        return name.toString();
      }
      name.append(c);
    }
    throw text.error(at, "a quoted name has no end", "close it with a backtick");
  }
}
