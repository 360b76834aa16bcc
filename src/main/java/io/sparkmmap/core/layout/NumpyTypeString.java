// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a NumPy type string: {@code <i4}, {@code (2,3)f8}, {@code i8,f8,S12}, {@code int64}. See <a
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
          Map.entry("f2", FieldKind.FLOAT16),
          Map.entry("e", FieldKind.FLOAT16),
          Map.entry("f4", FieldKind.FLOAT32),
          Map.entry("f8", FieldKind.FLOAT64),
          Map.entry("b1", FieldKind.BOOL),
          Map.entry("?", FieldKind.BOOL));

  /** NumPy's names of types that are the same on every machine; none has a byte order. */
  private static final Map<String, String> CODE_OF_NAME =
      Map.ofEntries(
          Map.entry("bool", "b1"),
          Map.entry("bool_", "b1"),
          Map.entry("int8", "i1"),
          Map.entry("byte", "i1"),
          Map.entry("int16", "i2"),
          Map.entry("short", "i2"),
          Map.entry("int32", "i4"),
          Map.entry("intc", "i4"),
          Map.entry("int64", "i8"),
          Map.entry("longlong", "i8"),
          Map.entry("uint8", "u1"),
          Map.entry("ubyte", "u1"),
          Map.entry("uint16", "u2"),
          Map.entry("ushort", "u2"),
          Map.entry("uint32", "u4"),
          Map.entry("uintc", "u4"),
          Map.entry("uint64", "u8"),
          Map.entry("ulonglong", "u8"),
          Map.entry("float16", "f2"),
          Map.entry("half", "f2"),
          Map.entry("float32", "f4"),
          Map.entry("single", "f4"),
          Map.entry("float64", "f8"),
          Map.entry("double", "f8"),
          Map.entry("float", "f8"),
          Map.entry("complex64", "c8"),
          Map.entry("csingle", "c8"),
          Map.entry("complex128", "c16"),
          Map.entry("cdouble", "c16"),
          Map.entry("complex", "c16"),
          Map.entry("datetime64", "M8"),
          Map.entry("timedelta64", "m8"));

  private static final Pattern COUNT64 = Pattern.compile("[Mm]8(?:\\[([0-9]*)([A-Za-z]+)])?");

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
    boolean mayBeName = Character.isLetter(scanner.peek());
    Endian order = order();
    int at = scanner.at();
    String code = mayBeName ? codeOfName(code()) : code();
    if (code.isEmpty()) {
      throw scanner.error("expected a NumPy type" + owner);
    }
    FieldKind kind = KINDS.get(code);
    if (kind != null) {
      return new FieldType.Plain(kind, order);
    }
    if (UnsupportedNumpyType.of(code).isPresent()) {
      throw unknown(code, at);
    }
    return switch (code.charAt(0)) {
      case 'S', 'a' -> FieldType.ofChar(length(code, at, Integer.MAX_VALUE));
      case 'V' -> FieldType.ofBinary(length(code, at, Integer.MAX_VALUE));
      case 'U' -> new FieldType.Utf32(length(code, at, FieldType.Utf32.MAX_CHARACTERS), order);
      case 'M' -> count64(FieldKind.DATETIME64, code, order, at);
      case 'm' -> count64(FieldKind.TIMEDELTA64, code, order, at);
      default -> complex(code, order, at);
    };
  }

  /** A complex number is a struct of two floats to everything else. */
  private FieldType complex(String code, Endian order, int at) {
    FieldKind part =
        switch (code) {
          case "c8" -> FieldKind.FLOAT32;
          case "c16" -> FieldKind.FLOAT64;
          default -> throw unknown(code, at);
        };
    return FieldType.Struct.ofComplex(part, order);
  }

  /** {@code M8}, {@code M8[us]}, {@code m8[25ns]}. */
  private FieldType count64(FieldKind kind, String code, Endian order, int at) {
    Matcher parts = COUNT64.matcher(code);
    if (!parts.matches()) {
      throw unknown(code, at);
    }
    if (parts.group(2) == null || parts.group(2).equals("generic")) {
      return new FieldType.Count64(kind, CountUnit.NONE, 1, order);
    }
    String digits = parts.group(1);
    long multiple = digits.isEmpty() ? 1 : LayoutScanner.parse(digits);
    Optional<CountUnit> unit = CountUnit.of(parts.group(2));
    if (unit.isEmpty() || multiple < 1 || multiple > Integer.MAX_VALUE) {
      throw text.error(
          at,
          "unknown unit of NumPy type '%s'%s".formatted(LayoutText.shorten(code), owner),
          "the units are Y, M, W, D, h, m, s, ms, us, ns, ps, fs, as, with or without a number"
              + " before");
    }
    return new FieldType.Count64(kind, unit.get(), (int) multiple, order);
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

  /** {@code M8[us]} for {@code datetime64[us]}; what is no name is a code already. */
  private static String codeOfName(String word) {
    int bracket = word.indexOf('[');
    String name = bracket < 0 ? word : word.substring(0, bracket);
    String code = CODE_OF_NAME.get(name);
    return code == null ? word : code + word.substring(name.length());
  }

  private int length(String code, int at, int most) {
    String digits = code.substring(1);
    long length = digits.matches("[0-9]+") ? LayoutScanner.parse(digits) : 0;
    if (length < 1 || length > most) {
      throw text.error(
          at,
          "the length of NumPy type '%s'%s must be 1 to %d"
              .formatted(LayoutText.shorten(code), owner, most),
          (code.startsWith("U") ? "write the number of characters" : "write the number of bytes")
              + ", as in "
              + code.charAt(0)
              + "12");
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
        "the types are "
            + String.join(", ", CODES)
            + ", c8, c16, S, U and V with a length, M8 and m8 with a unit");
  }

  private void requireEnd() {
    if (!scanner.atEnd()) {
      throw scanner.error("expected ',' or the end of the NumPy type" + owner);
    }
  }
}
