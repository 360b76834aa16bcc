// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import io.sparkmmap.core.NearNames;
import java.io.Serializable;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The fields of a fixed-length record and its length. Immutable and serializable.
 *
 * <p>Two names that differ only in case are refused, for Spark could not tell them apart. Fields
 * may overlap, leave gaps and stand in any order, as in NumPy.
 *
 * @param fields in the order in which they were written, at least one
 * @param recordLength in bytes; no field ends after it
 */
public record StructLayout(List<Field> fields, int recordLength) implements Serializable {
  /** How deep structs may nest; it bounds every recursion over a layout. */
  public static final int MAX_DEPTH = 32;

  /** Checks names and lengths. */
  public StructLayout {
    fields = List.copyOf(fields);
    if (fields.isEmpty()) {
      throw new IllegalArgumentException("layout: a record must have at least one field");
    }
    Map<String, String> names = new HashMap<>();
    for (Field field : fields) {
      String other = names.put(nameKey(field.name()), field.name());
      if (other != null) {
        throw new IllegalArgumentException(
            "layout: duplicate field '%s': '%s' has the same name (case does not count)"
                .formatted(field.name(), other));
      }
      if (field.end() > recordLength) {
        throw new IllegalArgumentException(
            "layout: field '%s' ends at %d, after the record's %d bytes"
                .formatted(field.name(), field.end(), recordLength));
      }
    }
  }

  /**
   * Reads a layout's text, in either of two grammars told apart by how the text begins.
   *
   * <p>The project's own: {@code name type, name type, ...}. The types are those of {@link
   * FieldKind#signatures()}; {@code skip(n)} has no name. A type of a byte order may carry it as a
   * suffix, right after the name or the closing parenthesis: {@code int32be}, {@code
   * timestamp_usle}, {@code decimal(12,2)be}. Names of other characters than letters, digits and
   * underscores stand in backticks, in which a backtick is doubled. White space is free.
   *
   * <p>A NumPy dtype, as in <a
   * href="https://numpy.org/doc/stable/reference/arrays.dtypes.html">NumPy's reference</a>: {@code
   * <i4} (one field {@code value}), {@code <i8,S12} (fields {@code f0}, {@code f1}, ...), the list
   * {@code [('id','<i8'),('v','<f8',(3,))]}, or the dict of names, formats, offsets and itemsize.
   * {@code =} is the order of the machine that parses; where there is no order character (or {@code
   * |}) NumPy takes its own machine's, and here {@code defaultOrder} holds. An unnamed {@code V} is
   * padding.
   *
   * @param defaultOrder the byte order of types that name none
   * @throws IllegalArgumentException if the text is no layout; the message has the field, the text
   *     and the column at fault
   */
  public static StructLayout parse(String text, ByteOrder defaultOrder) {
    return LayoutParser.parse(text, Endian.of(defaultOrder));
  }

  /** A record of {@code recordLength} bytes of which nothing is known: one field, {@code value}. */
  public static StructLayout ofBinary(int recordLength) {
    return of(FieldType.ofBinary(recordLength));
  }

  /** A record that is one field, {@code value}. */
  static StructLayout of(FieldType type) {
    return new StructLayout(List.of(new Field("value", type, 0)), type.length());
  }

  /**
   * Checks a record length that was given beside the layout.
   *
   * @return this layout
   * @throws IllegalArgumentException unless {@code length} is {@link #recordLength()}
   */
  public StructLayout withRecordLength(int length) {
    if (length == recordLength) {
      return this;
    }
    String remedy =
        length > recordLength
            ? "add skip(%d) where the bytes without a field lie, or"
                .formatted(length - recordLength)
            : "leave %d bytes of fields out, or".formatted((long) recordLength - length);
    throw new IllegalArgumentException(
        "recordLength: found %d, but the fields of layout \"%s\" take %d bytes: %s set recordLength to %d"
            .formatted(length, LayoutText.shorten(toString()), recordLength, remedy, recordLength));
  }

  /**
   * The field of that name; one that differs only in case will do, for no other can.
   *
   * @throws IllegalArgumentException if there is none; the message has the near names
   */
  public Field field(String name) {
    String key = nameKey(name);
    for (Field field : fields) {
      if (nameKey(field.name()).equals(key)) {
        return field;
      }
    }
    List<String> names = fields.stream().map(Field::name).toList();
    throw new IllegalArgumentException(
        "layout: no field '%s': %s"
            .formatted(name, NearNames.hint(name, names, "the fields are ")));
  }

  /**
   * The text that {@link #parse} reads back to an equal layout, whatever its default order: in the
   * project's grammar, or as a NumPy dtype if there are nested structs, arrays, overlaps or fields
   * out of order. (A layout made by hand that has those together with dates, timestamps or decimals
   * has no text that can be read back.)
   */
  @Override
  public String toString() {
    return LayoutWriter.write(this);
  }

  static String nameKey(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
