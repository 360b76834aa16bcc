// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import io.sparkmmap.core.file.DataError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the text in the header of a {@code .npy} file: a Python dict of three keys. */
final class NpyHeaderParser {
  private static final List<String> KEYS = List.of("descr", "fortran_order", "shape");

  private final String path;
  private final NpyPrefix prefix;
  private final ByteBuffer bytes;

  /**
   * Reads a header.
   *
   * @param bytes of the file, from index 0 on
   */
  NpyHeaderParser(String path, NpyPrefix prefix, ByteBuffer bytes) {
    this.path = path;
    this.prefix = prefix;
    this.bytes = bytes;
  }

  NpyHeader parse() throws IOException {
    if (bytes.limit() < prefix.headerLength()) {
      throw DataError.at(
          path,
          bytes.limit(),
          "a header of " + prefix.headerLength() + " bytes",
          "the end of the file",
          "the file is cut off: write it again");
    }
    try {
      return parse(new LayoutText(text()));
    } catch (IllegalArgumentException e) {
      IOException damaged =
          new IOException(
              DataError.place(path)
                  + ": the .npy header at offset "
                  + prefix.textOffset()
                  + " cannot be read: "
                  + e.getMessage().replaceFirst("^layout: ", "")
                  + (e.getMessage().contains("is not supported")
                      ? "" // and what to do follows
                      : "; the file is damaged: save the array again by np.save"));
      damaged.addSuppressed(e); // as its cause it would be taken for an invalid option
      throw damaged;
    }
  }

  private String text() throws IOException {
    ByteBuffer text = bytes.slice(prefix.textOffset(), prefix.textLength());
    try {
      // NumPy fills it up with spaces, which no message needs.
      return prefix.charset().newDecoder().decode(text).toString().stripTrailing();
    } catch (CharacterCodingException e) {
      throw new IOException(
          DataError.text(
              DataError.place(path) + ": the .npy header",
              prefix.textOffset(),
              "text of " + prefix.charset(),
              "other bytes",
              "the file is damaged"),
          e);
    }
  }

  private NpyHeader parse(LayoutText text) {
    PythonLiteral literal = new PythonLiteralReader(LayoutScanner.over(text)).read();
    if (!(literal instanceof PythonLiteral.Dict dict)) {
      throw text.error(literal.at(), "expected a dict", "found " + literal.describe());
    }
    Map<String, PythonLiteral> entries = entries(text, dict);
    FieldType type =
        new NumpyDtypeParser(text, Endian.of(ByteOrder.nativeOrder())).parse(entries.get("descr"));
    NpyHeader header =
        new NpyHeader(
            type,
            element(entries.get("descr"), type),
            shape(text, entries.get("shape")),
            order(text, entries.get("fortran_order")),
            prefix.headerLength());
    requireLength(text, header, entries.get("shape"));
    return header;
  }

  private static Map<String, PythonLiteral> entries(LayoutText text, PythonLiteral.Dict dict) {
    Map<String, PythonLiteral> entries = new HashMap<>();
    for (PythonLiteral.Entry entry : dict.entries()) {
      if (!KEYS.contains(entry.key().value())) {
        throw text.error(
            entry.key().at(),
            "unknown key '" + LayoutText.shorten(entry.key().value()) + "'",
            "the keys are " + String.join(", ", KEYS));
      }
      entries.put(entry.key().value(), entry.value());
    }
    for (String key : KEYS) {
      if (!entries.containsKey(key)) {
        throw text.error(dict.at(), "expected the key '" + key + "'", "found no such key");
      }
    }
    return entries;
  }

  /** A struct that was written as one type, without fields, is a complex number. */
  private static NpyHeader.Element element(PythonLiteral descr, FieldType type) {
    boolean complex = descr instanceof PythonLiteral.Str string && !string.value().contains(",");
    return type.kind() == FieldKind.STRUCT && !complex
        ? NpyHeader.Element.RECORD
        : NpyHeader.Element.VALUE;
  }

  private static NpyHeader.Order order(LayoutText text, PythonLiteral literal) {
    if (literal instanceof PythonLiteral.Bool fortran) {
      return fortran.value() ? NpyHeader.Order.COLUMN_MAJOR : NpyHeader.Order.ROW_MAJOR;
    }
    throw text.error(
        literal.at(), "expected True or False as 'fortran_order'", "found " + literal.describe());
  }

  private static List<Long> shape(LayoutText text, PythonLiteral literal) {
    if (!(literal instanceof PythonLiteral.TupleOf tuple)) {
      throw text.error(literal.at(), "expected a tuple as 'shape'", "found " + literal.describe());
    }
    List<Long> shape = new ArrayList<>();
    for (PythonLiteral size : tuple.items()) {
      if (!(size instanceof PythonLiteral.Int number) || number.value() < 0) {
        throw text.error(
            size.at(), "expected the length of an axis, at least 0", "found " + size.describe());
      }
      shape.add(number.value());
    }
    return shape;
  }

  private static void requireLength(LayoutText text, NpyHeader header, PythonLiteral shape) {
    try {
      Math.addExact(header.dataLength(), header.dataOffset());
      header.rowElements();
    } catch (ArithmeticException e) {
      throw text.error(
          shape.at(),
          "the shape %s of elements of %d bytes is longer than any file"
              .formatted(LayoutText.shorten(header.shapeText()), header.elementType().length()),
          "the header is damaged");
    }
  }
}
