// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a NumPy type string: {@code <i4}, {@code (2,3)f8}, {@code i8,f8,S12}. See <a
 * href="https://numpy.org/doc/stable/reference/arrays.dtypes.html#specifying-and-constructing-data-types">NumPy's
 * reference</a>.
 */
final class NumpyTypeString {
  private static final Map<String, FieldKind> KINDS =
      Map.ofEntries(
          Map.entry("i1", FieldKind.INT8),
          Map.entry("i2", FieldKind.INT16),
          Map.entry("i4", FieldKind.INT32),
          Map.entry("i8", FieldKind.INT64),
          Map.entry("u1", FieldKind.UINT8),
          Map.entry("u2", FieldKind.UINT16),
          Map.entry("u4", FieldKind.UINT32),
          Map.entry("u8", FieldKind.UINT64),
          Map.entry("f4", FieldKind.FLOAT32),
          Map.entry("f8", FieldKind.FLOAT64),
          Map.entry("b1", FieldKind.BOOL),
          Map.entry("?", FieldKind.BOOL));

  private static final List<String> CODES = KINDS.keySet().stream().sorted().toList();

  private final LayoutScanner scanner;
  private final LayoutText text;
  private final Endian defaultOrder;
  private final String owner;

  /**
   * Reads from where the scanner stands.
   *
   * @param owner the field whose type it is, as {@code " of field 'x'"}, or empty
   */
  NumpyTypeString(LayoutScanner scanner, Endian defaultOrder, String owner) {
    this.scanner = scanner;
    this.text = scanner.text();
    this.defaultOrder = defaultOrder;
    this.owner = owner;
  }

  /** The kind that a code without a byte order stands for. */
  static Optional<FieldKind> kindOf(String code) {
    if (code.matches("[Sa]\\d+")) {
      return Optional.of(FieldKind.CHAR);
    }
    return Optional.ofNullable(code.matches("V\\d+") ? FieldKind.BINARY : KINDS.get(code));
  }

  /** The type that the rest of the string is: a struct of f0, f1, ... if it has commas. */
  FieldType parse() {
    int start = scanner.skipSpace().at();
    FieldType first = item();
    if (!scanner.skipSpace().accept(',')) {
      requireEnd();
      return first;
    }
    LayoutBuilder builder = new LayoutBuilder(text);
    builder.add("f0", first, 0, start);
    for (int i = 1; !scanner.skipSpace().atEnd(); i++) {
      int at = scanner.at();
      builder.add("f" + i, item(), builder.end(), at);
      if (!scanner.skipSpace().accept(',')) {
        break;
      }
    }
    requireEnd();
    return new FieldType.Struct(builder.build(start));
  }

  private FieldType item() {
    int at = scanner.at();
    List<Integer> shape = new NumpyShape(text, owner).prefix(scanner);
    FieldType element = scalar();
    return new NumpyShape(text, owner).apply(element, shape, at);
  }

  private FieldType scalar() {
    Endian order = order();
    int at = scanner.at();
    String code = code();
    if (code.isEmpty()) {
      throw scanner.error("expected a NumPy type" + owner);
    }
    FieldKind kind = KINDS.get(code);
    if (kind != null) {
      return new FieldType.Plain(kind, order);
    }
    char letter = code.charAt(0);
    if (letter == 'S' || letter == 'a') {
      return FieldType.ofChar(length(code, at));
    }
    if (letter == 'V') {
      return FieldType.ofBinary(length(code, at));
    }
    throw unknown(code, at);
  }

  private Endian order() {
    if (scanner.accept('<')) {
      return Endian.LITTLE;
    }
    if (scanner.accept('>')) {
      return Endian.BIG;
    }
    if (scanner.accept('=')) {
      return Endian.of(ByteOrder.nativeOrder());
    }
    scanner.accept('|');
    return defaultOrder;
  }

  /** Letters and digits, and the unit in brackets that dates have. */
  private String code() {
    if (scanner.accept('?')) {
      return "?";
    }
    StringBuilder code = new StringBuilder(scanner.word());
    if (code.length() > 0 && scanner.peek() == '[') {
      while (!scanner.atEnd() && code.charAt(code.length() - 1) != ']') {
        code.append(scanner.next());
      }
    }
    return code.toString();
  }

  private int length(String code, int at) {
    String digits = code.substring(1);
    long length = digits.matches("[0-9]+") ? LayoutScanner.parse(digits) : 0;
    if (length < 1 || length > Integer.MAX_VALUE) {
      throw text.error(
          at,
          "the length of NumPy type '%s'%s must be 1 to %d"
              .formatted(LayoutText.shorten(code), owner, Integer.MAX_VALUE),
          "write the number of bytes, as in " + code.charAt(0) + "12");
    }
    return (int) length;
  }

  private IllegalArgumentException unknown(String code, int at) {
    String shown = LayoutText.shorten(code);
    Optional<UnsupportedNumpyType> unsupported = UnsupportedNumpyType.of(code);
    if (unsupported.isPresent()) {
      return text.error(
          at,
          "NumPy type '%s'%s (%s) is not supported"
              .formatted(shown, owner, unsupported.get().numpyName()),
          unsupported.get().remedy());
    }
    return text.error(
        at,
        "unknown NumPy type '%s'%s".formatted(shown, owner),
        "the types are " + String.join(", ", CODES) + ", S and V with a length");
  }

  private void requireEnd() {
    if (!scanner.atEnd()) {
      throw scanner.error("expected ',' or the end of the NumPy type" + owner);
    }
  }
}
