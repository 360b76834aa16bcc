// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import io.sparkmmap.core.NearNames;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a type of the project's own grammar: {@code int32be}, {@code decimal(12,2)}. Case does not
 * count, and the names of Spark's SQL and of C's {@code stdint.h} are other names of the same
 * types.
 */
final class TypeNameParser {
  private static final Map<String, FieldKind> KINDS = kinds();
  private static final List<String> NAMES = KINDS.keySet().stream().sorted().toList();

  /**
   * Other names of types. Where languages differ ({@code float}, {@code int}), Spark's SQL holds.
   */
  private static final Map<String, FieldKind> OTHER_NAMES =
      Map.ofEntries(
          Map.entry("byte", FieldKind.INT8),
          Map.entry("tinyint", FieldKind.INT8),
          Map.entry("int8_t", FieldKind.INT8),
          Map.entry("short", FieldKind.INT16),
          Map.entry("smallint", FieldKind.INT16),
          Map.entry("int16_t", FieldKind.INT16),
          Map.entry("int", FieldKind.INT32),
          Map.entry("integer", FieldKind.INT32),
          Map.entry("int32_t", FieldKind.INT32),
          Map.entry("long", FieldKind.INT64),
          Map.entry("bigint", FieldKind.INT64),
          Map.entry("int64_t", FieldKind.INT64),
          Map.entry("uint8_t", FieldKind.UINT8),
          Map.entry("uint16_t", FieldKind.UINT16),
          Map.entry("uint32_t", FieldKind.UINT32),
          Map.entry("uint64_t", FieldKind.UINT64),
          Map.entry("float", FieldKind.FLOAT32),
          Map.entry("real", FieldKind.FLOAT32),
          Map.entry("double", FieldKind.FLOAT64),
          Map.entry("boolean", FieldKind.BOOL),
          Map.entry("string", FieldKind.CHAR),
          Map.entry("varchar", FieldKind.CHAR),
          Map.entry("bytes", FieldKind.BINARY),
          Map.entry("date", FieldKind.DATE32),
          Map.entry("timestamp", FieldKind.TIMESTAMP_US),
          Map.entry("timestamp_ltz", FieldKind.TIMESTAMP_US),
          Map.entry("dec", FieldKind.DECIMAL),
          Map.entry("numeric", FieldKind.DECIMAL));

  private final LayoutScanner scanner;
  private final LayoutText text;
  private final Endian defaultOrder;

  TypeNameParser(LayoutScanner scanner, Endian defaultOrder) {
    this.scanner = scanner;
    this.text = scanner.text();
    this.defaultOrder = defaultOrder;
  }

  /**
   * Reads a type.
   *
   * @param owner the field whose type it is, for errors
   */
  FieldType parse(String owner) {
    int at = scanner.at();
    String word = scanner.word();
    if (word.isEmpty()) {
      throw scanner.error("expected the type of " + owner);
    }
    FieldKind kind = kindOf(word);
    Endian suffix = kind == null ? suffixOf(word) : null;
    if (suffix != null) {
      kind = kindOf(word.substring(0, word.length() - suffix.suffix().length()));
    }
    if (kind == null) {
      throw unknownType(word, owner, at);
    }
    if (suffix != null && (!kind.takesOrder() || kind == FieldKind.DECIMAL)) {
      throw misplacedSuffix(word, kind, owner, at);
    }
    return switch (kind) {
      case CHAR, BINARY -> withoutOrder(bytes(kind, owner), owner);
      case DECIMAL -> decimal(owner);
      case BOOL -> new FieldType.Plain(kind, defaultOrder);
      default -> new FieldType.Plain(kind, suffix == null ? defaultOrder : suffix);
    };
  }

  /** {@code (n)}, a number of bytes. */
  int length(String ofWhat) {
    scanner
        .skipSpace()
        .expectParenthesis("before the length " + ofWhat, "write the bytes it has, as in char(8)");
    scanner.skipSpace();
    int length = scanner.integer("the length " + ofWhat, 1, Integer.MAX_VALUE);
    scanner.skipSpace().expect(')', "after the length " + ofWhat);
    return length;
  }

  private FieldType bytes(FieldKind kind, String owner) {
    return new FieldType.Bytes(kind, length("of " + owner));
  }

  private FieldType decimal(String owner) {
    scanner
        .skipSpace()
        .expectParenthesis(
            "before precision and scale of " + owner, "write both, as in decimal(18,2)");
    scanner.skipSpace();
    int most = FieldType.Decimal.MAX_PRECISION;
    int precision = scanner.integer("the precision of " + owner, 1, most);
    scanner.skipSpace().expect(',', "between precision and scale of " + owner);
    scanner.skipSpace();
    int scale = scanner.integer("the scale of " + owner, 0, precision);
    scanner.skipSpace().expect(')', "after the scale of " + owner);
    return new FieldType.Decimal(precision, scale, orderAfterParenthesis(owner));
  }

  private Endian orderAfterParenthesis(String owner) {
    int at = scanner.at();
    String word = scanner.word();
    if (word.isEmpty()) {
      return defaultOrder;
    }
    for (Endian endian : Endian.values()) {
      if (word.equals(endian.suffix())) {
        return endian;
      }
    }
    throw text.error(
        at,
        "unknown byte order '%s' of %s".formatted(LayoutText.shorten(word), owner),
        "expected be or le");
  }

  private FieldType withoutOrder(FieldType type, String owner) {
    if (LayoutScanner.isWordPart(scanner.peek())) {
      throw scanner.error(
          "expected ',' or the end after %s, for %s has no byte order"
              .formatted(owner, type.kind().signature()));
    }
    return type;
  }

  private IllegalArgumentException misplacedSuffix(
      String word, FieldKind kind, String owner, int at) {
    String problem = "misplaced byte order in '%s', the type of %s".formatted(word, owner);
    String remedy =
        kind == FieldKind.DECIMAL
            ? "write it after the parenthesis, as in decimal(12,2)be"
            : kind.signature() + " has no byte order";
    return text.error(at, problem, remedy);
  }

  private IllegalArgumentException unknownType(String word, String owner, int at) {
    String shown = LayoutText.shorten(word);
    if (word.equals("skip")) {
      return text.error(at, "type 'skip' of " + owner, "skip takes no name: write skip(n) alone");
    }
    String problem = "unknown type '%s' of %s".formatted(shown, owner);
    Optional<FieldKind> numpyKind = NumpyTypeString.kindOf(word);
    if (numpyKind.isPresent()) {
      return text.error(
          at, problem, "NumPy's " + shown + " is written " + numpyKind.get().signature() + " here");
    }
    Endian suffix = suffixOf(word);
    String name =
        suffix == null ? word : word.substring(0, word.length() - suffix.suffix().length());
    List<String> near = NearNames.near(name, NAMES);
    return text.error(
        at,
        problem,
        near.isEmpty()
            ? "the types are " + String.join(", ", FieldKind.signatures())
            : "did you mean " + String.join(" or ", near) + "?");
  }

  private static FieldKind kindOf(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return KINDS.getOrDefault(lower, OTHER_NAMES.get(lower));
  }

  private static Endian suffixOf(String word) {
    for (Endian endian : Endian.values()) {
      if (word.toLowerCase(Locale.ROOT).endsWith(endian.suffix())) {
        return endian;
      }
    }
    return null;
  }

  private static Map<String, FieldKind> kinds() {
    Map<String, FieldKind> kinds = new HashMap<>();
    for (FieldKind kind : FieldKind.values()) {
      if (kind.isNamed()) {
        kinds.put(kind.typeName(), kind);
      }
    }
    return kinds;
  }
}
