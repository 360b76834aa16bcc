// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import java.util.List;
import java.util.stream.Collectors;

/** Writes a layout as text that is read back to an equal one. */
final class LayoutWriter {
  private LayoutWriter() {}

  static String write(StructLayout layout) {
    boolean named = layout.fields().stream().allMatch(field -> field.type().kind().isNamed());
    return named && isSequence(layout) ? ownText(layout) : numpyText(layout);
  }

  /** A type as it stands in a NumPy dtype: a quoted string, a list, a dict or a tuple. */
  static String numpyFormat(FieldType type) {
    if (type instanceof FieldType.Struct struct) {
      return numpyText(struct.layout());
    }
    if (type instanceof FieldType.Array array) {
      return "(" + numpyFormat(array.element()) + "," + shape(array) + ")";
    }
    return quote(numpyCode(type));
  }

  /** Whether the fields follow one another, with or without gaps. */
  private static boolean isSequence(StructLayout layout) {
    int end = 0;
    for (Field field : layout.fields()) {
      if (field.position() < end) {
        return false;
      }
      end = field.end();
    }
    return true;
  }

  private static String ownText(StructLayout layout) {
    StringBuilder text = new StringBuilder();
    int end = 0;
    for (Field field : layout.fields()) {
      skip(text, field.position() - end);
      separate(text).append(ownName(field.name())).append(' ').append(field.type());
      end = field.end();
    }
    skip(text, layout.recordLength() - end);
    return text.toString();
  }

  private static void skip(StringBuilder text, int length) {
    if (length > 0) {
      separate(text).append("skip(").append(length).append(')');
    }
  }

  private static StringBuilder separate(StringBuilder text) {
    return text.length() == 0 ? text : text.append(", ");
  }

  private static String ownName(String name) {
    boolean plain = name.codePoints().allMatch(LayoutScanner::isWordPart);
    return plain ? name : "`" + name.replace("`", "``") + "`";
  }

  private static String numpyText(StructLayout layout) {
    return isSequence(layout) ? numpyList(layout) : numpyDict(layout);
  }

  private static String numpyList(StructLayout layout) {
    StringBuilder text = new StringBuilder("[");
    int end = 0;
    for (Field field : layout.fields()) {
      numpyPadding(text, field.position() - end);
      text.append('(').append(quote(field.name())).append(',');
      if (field.type() instanceof FieldType.Array array) {
        text.append(numpyFormat(array.element())).append(',').append(shape(array));
      } else {
        text.append(numpyFormat(field.type()));
      }
      text.append("),");
      end = field.end();
    }
    numpyPadding(text, layout.recordLength() - end);
    text.setCharAt(text.length() - 1, ']');
    return text.toString();
  }

  private static void numpyPadding(StringBuilder text, int length) {
    if (length > 0) {
      text.append("('','|V").append(length).append("'),");
    }
  }

  private static String numpyDict(StructLayout layout) {
    List<Field> fields = layout.fields();
    // No %d, which some locales write in other digits.
    return "{'names':[%s],'formats':[%s],'offsets':[%s],'itemsize':%s}"
        .formatted(
            fields.stream().map(field -> quote(field.name())).collect(Collectors.joining(",")),
            fields.stream()
                .map(field -> numpyFormat(field.type()))
                .collect(Collectors.joining(",")),
            fields.stream()
                .map(field -> Integer.toString(field.position()))
                .collect(Collectors.joining(",")),
            layout.recordLength());
  }

  /** NumPy's code; the project's own name for what NumPy has no type for. */
  private static String numpyCode(FieldType type) {
    char order = Endian.of(type.order()).numpyCode();
    return switch (type.kind()) {
      case INT8 -> "|i1";
      case INT16, INT32, INT64 -> order + "i" + type.length();
      case UINT8 -> "|u1";
      case UINT16, UINT32, UINT64 -> order + "u" + type.length();
      case FLOAT16, FLOAT32, FLOAT64 -> order + "f" + type.length();
      case BOOL -> "|b1";
      case CHAR -> "|S" + type.length();
      case BINARY -> "|V" + type.length();
      case UTF32 -> order + "U" + ((FieldType.Utf32) type).characters();
      case DATETIME64 -> order + "M8" + unit((FieldType.Count64) type);
      case TIMEDELTA64 -> order + "m8" + unit((FieldType.Count64) type);
      default -> type.toString();
    };
  }

  private static String unit(FieldType.Count64 type) {
    String multiple = type.multiple() == 1 ? "" : Integer.toString(type.multiple());
    return type.unit() == CountUnit.NONE ? "" : "[" + multiple + type.unit().numpyCode() + "]";
  }

  private static String shape(FieldType.Array array) {
    return array.shape().stream().map(String::valueOf).collect(Collectors.joining(",", "(", ",)"));
  }

  private static String quote(String value) {
    StringBuilder text = new StringBuilder("'");
    value
        .chars()
        .forEach(
            c -> {
              if (c == '\'' || c == '\\') {
                text.append('\\').append((char) c);
              } else if (Character.isISOControl(c)) {
                text.append("\\x%02x".formatted(c));
              } else {
                text.append((char) c);
              }
            });
    return text.append('\'').toString();
  }
}
