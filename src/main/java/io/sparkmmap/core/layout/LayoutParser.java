// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import java.util.regex.Pattern;

/** Tells by how a layout's text begins which grammar it is in. */
final class LayoutParser {
  /** What a bare NumPy type looks like; no field of the project's grammar is without a space. */
  private static final Pattern NUMPY_TYPE =
      Pattern.compile("\\d{0,9}[<>=|]?(\\?|O|[biufcSaVMmU]\\d{1,10}(\\[\\w{0,20}])?)");

  private static final int MAX_NUMPY_TYPE_LENGTH = 40;

  private LayoutParser() {}

  static StructLayout parse(String value, Endian defaultOrder) {
    LayoutText text = new LayoutText(value);
    LayoutScanner scanner = LayoutScanner.over(text).skipSpace();
    if (scanner.atEnd()) {
      throw text.error(scanner.at(), "expected a layout, found nothing", "write: name type, ...");
    }
    return switch (scanner.peek()) {
      case '[', '{', '\'', '"' -> literal(text, scanner, defaultOrder);
      case '(' ->
          beginsWithShape(value, scanner.at() + 1)
              ? typeString(scanner, defaultOrder)
              : literal(text, scanner, defaultOrder);
      case '<', '>', '=', '|' -> typeString(scanner, defaultOrder);
      default ->
          beginsWithNumpyType(value)
              ? typeString(scanner, defaultOrder)
              : new LayoutTextParser(scanner, defaultOrder).parse();
    };
  }

  private static StructLayout literal(LayoutText text, LayoutScanner scanner, Endian order) {
    PythonLiteral literal = new PythonLiteralReader(scanner).read();
    return record(new NumpyDtypeParser(text, order).parse(literal));
  }

  private static StructLayout typeString(LayoutScanner scanner, Endian order) {
    return record(new NumpyTypeString(scanner, order, "").parse());
  }

  private static StructLayout record(FieldType type) {
    return type instanceof FieldType.Struct struct ? struct.layout() : StructLayout.of(type);
  }

  /** {@code (2,3)f8} and not {@code ('f8',(2,3))}. */
  private static boolean beginsWithShape(String value, int afterParenthesis) {
    int at = afterParenthesis;
    while (at < value.length() && Character.isWhitespace(value.charAt(at))) {
      at++;
    }
    return at < value.length() && (value.charAt(at) == ')' || Character.isDigit(value.charAt(at)));
  }

  private static boolean beginsWithNumpyType(String value) {
    int comma = value.indexOf(',');
    String first = value.substring(0, comma < 0 ? value.length() : comma).strip();
    return first.length() <= MAX_NUMPY_TYPE_LENGTH && NUMPY_TYPE.matcher(first).matches();
  }
}
