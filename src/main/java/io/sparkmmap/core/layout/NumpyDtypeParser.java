// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import java.util.List;

/**
 * Makes a type of a NumPy dtype that was read as a Python literal: a string, a list of fields, a
 * dict of names and formats, a type with a shape, or NumPy's record type with its fields.
 */
final class NumpyDtypeParser {
  private final LayoutText text;
  private final Endian defaultOrder;

  NumpyDtypeParser(LayoutText text, Endian defaultOrder) {
    this.text = text;
    this.defaultOrder = defaultOrder;
  }

  /** The type that the literal is; a struct if it has fields. */
  FieldType parse(PythonLiteral dtype) {
    return type(dtype, "", 1);
  }

  /**
   * A type at some depth.
   *
   * @param owner the field whose type it is, as {@code " of field 'x'"}, or empty
   * @param depth 1 for the outermost
   */
  FieldType type(PythonLiteral dtype, String owner, int depth) {
    if (dtype instanceof PythonLiteral.Str string) {
      return new NumpyTypeString(LayoutScanner.over(text, string), defaultOrder, owner).parse();
    }
    if (dtype instanceof PythonLiteral.TupleOf tuple && tuple.items().size() == 2) {
      if (tuple.items().get(0) instanceof PythonLiteral.NumpyName name && name.isRecord()) {
        return type(tuple.items().get(1), owner, depth);
      }
      return array(tuple, owner, depth);
    }
    if (dtype instanceof PythonLiteral.ListOf list) {
      checkDepth(dtype, owner, depth);
      return new FieldType.Struct(fields(list, depth));
    }
    if (dtype instanceof PythonLiteral.Dict dict) {
      checkDepth(dtype, owner, depth);
      return new FieldType.Struct(new NumpyDictParser(this, text, depth).parse(dict));
    }
    throw text.error(
        dtype.at(),
        "expected a NumPy type%s (a string, a list of fields, a dict, or a type and a shape)"
            .formatted(owner),
        "found " + dtype.describe());
  }

  /** Whether a field without a name is there only to fill the space, as NumPy writes it. */
  static boolean isPadding(FieldType type) {
    FieldType element = type instanceof FieldType.Array array ? array.element() : type;
    return element.kind() == FieldKind.BINARY;
  }

  private FieldType array(PythonLiteral.TupleOf tuple, String owner, int depth) {
    FieldType element = type(tuple.items().get(0), owner, depth);
    NumpyShape shape = new NumpyShape(text, owner);
    return shape.apply(element, shape.of(tuple.items().get(1)), tuple.at());
  }

  private StructLayout fields(PythonLiteral.ListOf list, int depth) {
    LayoutBuilder builder = new LayoutBuilder(text);
    // A list of one void without a name is how NumPy's dtype.descr has a plain void.
    Use use = list.items().size() == 1 ? Use.ALONE : Use.AMONG_OTHERS;
    for (int i = 0; i < list.items().size(); i++) {
      field(builder, list.items().get(i), i, depth, use);
    }
    return builder.build(list.at());
  }

  private void field(LayoutBuilder builder, PythonLiteral literal, int index, int depth, Use use) {
    if (!(literal instanceof PythonLiteral.TupleOf tuple)
        || tuple.items().size() < 2
        || tuple.items().size() > 3) {
      throw text.error(
          literal.at(),
          "expected a field as ('name', type) or ('name', type, shape)",
          "found " + literal.describe());
    }
    List<PythonLiteral> parts = tuple.items();
    PythonLiteral.Str name = name(parts.get(0));
    // NumPy gives its place to a field without a name.
    String fieldName = name.value().isEmpty() ? "f" + index : name.value();
    String owner = " of field '" + LayoutText.shorten(fieldName) + "'";
    FieldType type = type(parts.get(1), owner, depth + 1);
    if (parts.size() == 3) {
      NumpyShape shape = new NumpyShape(text, owner);
      type = shape.apply(type, shape.of(parts.get(2)), parts.get(2).at());
    }
    if (name.value().isEmpty() && isPadding(type) && use == Use.AMONG_OTHERS) {
      builder.skip(builder.end(), type.length(), name.at());
    } else {
      builder.add(fieldName, type, builder.end(), name.at());
    }
  }

  /** A name, or the name behind the title in {@code ('title', 'name')}. */
  private PythonLiteral.Str name(PythonLiteral literal) {
    PythonLiteral name =
        literal instanceof PythonLiteral.TupleOf tuple && tuple.items().size() == 2
            ? tuple.items().get(1)
            : literal;
    if (name instanceof PythonLiteral.Str string) {
      return string;
    }
    throw text.error(name.at(), "expected the name of a field", "found " + name.describe());
  }

  private enum Use {
    ALONE,
    AMONG_OTHERS
  }

  private void checkDepth(PythonLiteral dtype, String owner, int depth) {
    if (depth > StructLayout.MAX_DEPTH) {
      throw text.error(
          dtype.at(),
          "the type%s nests deeper than %d structs".formatted(owner, StructLayout.MAX_DEPTH),
          "make it flatter");
    }
  }
}
