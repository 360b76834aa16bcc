// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.NearNames;
import java.io.Serializable;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The fields of a fixed-length record and its length. Immutable and serializable.
 *
 * <p>Names may differ in case only, as in NumPy: which of them are one is for a {@link NameRule}.
 * Fields may overlap, leave gaps and stand in any order, as in NumPy.
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
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      if (!names.add(field.name())) {
        throw new IllegalArgumentException(
            "layout: there are two fields '%s'; rename one of them".formatted(field.name()));
      }
      if (field.end() > recordLength) {
        throw new IllegalArgumentException(
            "layout: field '%s' ends at %d, after the record's %d bytes"
                .formatted(field.name(), field.end(), recordLength));
      }
    }
  }

  /**
   * Reads a layout's text, in either of two grammars, chosen by how the text begins.
   *
   * <p>The project's own: {@code name type, name type, ...}. The types are those of {@link
   * FieldKind#signatures()}, in whatever case, and the names of Spark's SQL; {@code skip(n)} has no
   * name. A type of a byte order may carry it as a suffix, right after the name or the closing
   * parenthesis: {@code int32be}, {@code timestamp_usle}, {@code decimal(12,2)be}. Names of other
   * characters than letters, digits and underscores stand in backticks, in which a backtick is
   * doubled. White space is free.
   *
   * <p>A NumPy dtype, as in <a
   * href="https://numpy.org/doc/stable/reference/arrays.dtypes.html">NumPy's reference</a>: {@code
   * <i4} or {@code int32} (one field {@code value}), {@code <i8,S12} (fields {@code f0}, {@code
   * f1}, ...), the list {@code [('id','<i8'),('v','<f8',(3,))]}, or the dict of names, formats,
   * offsets and itemsize. {@code =} is the order of the machine that parses; where there is no
   * order character (or {@code |}) NumPy takes its own machine's, and here {@code defaultOrder}
   * holds. An unnamed {@code V} is padding, unless there is nothing else. {@code repr} and {@code
   * str} of a dtype are read as well.
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
   * Checks a record length that was given along with the layout.
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
   * The field of that very name, or else the only one that differs from it in case alone.
   *
   * @throws IllegalArgumentException if there is none, or there are several
   */
  public Field field(String name) {
    for (Field field : fields) {
      if (field.name().equals(name)) {
        return field;
      }
    }
    return field(name, NameRule.CASE_INSENSITIVE);
  }

  /**
   * The field of a name.
   *
   * @throws IllegalArgumentException if there is none, or there are several; the message has the
   *     near names
   */
  public Field field(String name, NameRule rule) {
    List<String> names = fields.stream().map(Field::name).toList();
    List<Integer> found = rule.allOf(names, name);
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "layout: field '%s' may be any of %s, for case does not count; rename them, or set spark.sql.caseSensitive=true"
              .formatted(name, found.stream().map(names::get).toList()));
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "layout: no field '%s': %s"
              .formatted(name, NearNames.hint(name, names, "the fields are ")));
    }
    return fields.get(found.get(0));
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
}
