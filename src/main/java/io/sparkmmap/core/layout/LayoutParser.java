// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Detects by how a layout's text begins which grammar it is in. */
final class LayoutParser {
  /** The names in {@code str(array.dtype)}, the unsupported among them, for their own errors. */
  private static final String NUMPY_NAMES =
      "u?int(8|16|32|64)|float\\d{2,3}|complex\\d{2,3}|bool|object"
          + "|(datetime|timedelta)64(\\[\\w{0,20}])?";

  /** What a bare NumPy type looks like; no field of the project's grammar is without a space. */
  private static final Pattern NUMPY_TYPE =
      Pattern.compile(
          "\\d{0,9}[<>=|]?(\\?|O|[biufcSaVMmU]\\d{1,10}(\\[\\w{0,20}])?)|" + NUMPY_NAMES);

  /** What {@code repr(array.dtype)} begins with. */
  private static final Pattern REPR = Pattern.compile("\\s*(?:(?:np|numpy)\\.)?dtype\\s*\\(");

  private static final int MAX_NUMPY_TYPE_LENGTH = 40;

  private LayoutParser() {}

  static StructLayout parse(String value, Endian defaultOrder) {
    LayoutText text = new LayoutText(value);
    LayoutScanner scanner = LayoutScanner.over(text).skipSpace();
    if (scanner.atEnd()) {
      throw text.error(scanner.at(), "expected a layout, found nothing", "write: name type, ...");
    }
    Matcher repr = REPR.matcher(value);
    if (repr.lookingAt()) {
      return repr(text, scanner.moveTo(repr.end()), defaultOrder);
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

  /** What is left of {@code dtype([('a', '<i4')], align=True)} behind the parenthesis. */
  private static StructLayout repr(LayoutText text, LayoutScanner scanner, Endian order) {
    PythonLiteral dtype = new PythonLiteralReader(scanner).readNext();
    if (scanner.skipSpace().accept(',') && scanner.skipSpace().peek() != ')') {
      refuseAligned(text, scanner);
    }
    scanner.skipSpace().expect(')', "after a dtype");
    if (!scanner.skipSpace().atEnd()) {
      throw scanner.error("expected the end");
    }
    return record(new NumpyDtypeParser(text, order).parse(dtype));
  }

  private static void refuseAligned(LayoutText text, LayoutScanner scanner) {
    int at = scanner.at();
    if (!scanner.acceptWord("align") || !scanner.skipSpace().accept('=')) {
      throw scanner.error("expected ')' or align= after a dtype");
    }
    if (!scanner.skipSpace().acceptWord("False")) {
      throw text.error(
          at,
          "'align' leaves the offsets out, and alignment differs between machines",
          "write str(dtype), which has them");
    }
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
