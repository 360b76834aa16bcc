// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import io.sparkmmap.core.arrow.ArrowType.Kind;
import io.sparkmmap.core.arrow.ArrowType.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The columns of a file.
 *
 * @param fields in their order
 */
public record ArrowSchema(List<ArrowField> fields) {
  private static final int ENDIANNESS = 0;
  private static final int FIELDS = 1;

  private static final int NAME = 0;
  private static final int TYPE_ID = 2;
  private static final int TYPE = 3;
  private static final int DICTIONARY = 4;
  private static final int CHILDREN = 5;

  private static final int MAX_DEPTH = 64;

  /** Bytes that a field takes at the least: its reference and its table. */
  private static final int MIN_FIELD_BYTES = 8;

  /** Copies the list. */
  public ArrowSchema {
    fields = List.copyOf(fields);
  }

  static ArrowSchema of(FlatTable schema) throws ArrowFileException {
    int endianness = schema.int16(ENDIANNESS, 0);
    if (endianness == 1) {
      throw schema
          .origin()
          .unsupported(
              "the values are big-endian, which is not supported; read and write the file once on a"
                  + " little-endian machine, as by pyarrow");
    }
    if (endianness != 0) {
      throw schema.origin().damaged(0, "byte order of the schema", "0 or 1", endianness);
    }
    Reader reader = new Reader(schema);
    return new ArrowSchema(reader.fields(schema, FIELDS, "", 1));
  }

  /** Reads fields; damaged references could make of a few bytes a schema without end. */
  private static final class Reader {
    private final Origin origin;
    private int fieldsLeft;

    Reader(FlatTable schema) {
      this.origin = schema.origin();
      this.fieldsLeft = schema.bufferLength() / MIN_FIELD_BYTES;
    }

    List<ArrowField> fields(FlatTable parent, int slot, String name, int depth)
        throws ArrowFileException {
      FlatTable.Vector tables = parent.vector(slot, Integer.BYTES);
      fieldsLeft -= tables.length();
      if (fieldsLeft < 0) {
        throw origin.damaged(0, "the schema", "fields each where no other is", "more");
      }
      if (tables.length() > 0 && depth > MAX_DEPTH) {
        throw origin.unsupported(
            "the fields of '"
                + name
                + "' are nested more than "
                + MAX_DEPTH
                + " deep, which is not supported; write the file with less nesting");
      }
      List<ArrowField> fields = new ArrayList<>(tables.length());
      for (int i = 0; i < tables.length(); i++) {
        fields.add(field(parent.tableAt(tables, i), depth));
      }
      return fields;
    }

    private ArrowField field(FlatTable field, int depth) throws ArrowFileException {
      String name = field.string(NAME);
      String named = name == null ? "" : name;
      int id = field.int8(TYPE_ID, 0);
      ArrowType type = TypeReader.read(id, field.table(TYPE), named, origin);
      List<ArrowField> children = fields(field, CHILDREN, named, depth + 1);
      checkChildren(named, type, children);
      return new ArrowField(named, type, dictionary(field, named), children);
    }

    private Optional<ArrowField.Dictionary> dictionary(FlatTable field, String name)
        throws ArrowFileException {
      FlatTable encoding = field.table(DICTIONARY);
      if (encoding == null) {
        return Optional.empty();
      }
      FlatTable index = encoding.table(1);
      ArrowType indexType =
          index == null ? ArrowType.of(Kind.INT, Integer.BYTES) : TypeReader.integer(index, name);
      if (indexType.size() > Long.BYTES) {
        throw origin.damaged(
            0, "indices of column '" + name + "'", "at most 64 bits", indexType.size() * Byte.SIZE);
      }
      return Optional.of(new ArrowField.Dictionary(encoding.int64(0, 0), indexType));
    }

    private void checkChildren(String name, ArrowType type, List<ArrowField> children)
        throws ArrowFileException {
      int expected =
          switch (type.kind()) {
            case STRUCT, SPARSE_UNION, DENSE_UNION, UNKNOWN -> children.size();
            case LIST, LARGE_LIST, LIST_VIEW, LARGE_LIST_VIEW, FIXED_SIZE_LIST, MAP -> 1;
            case RUN_END_ENCODED -> 2;
            default -> 0;
          };
      String what = "column '" + name + "' of type " + type;
      if (children.size() != expected) {
        throw origin.damaged(0, what, expected + " nested fields", children.size());
      }
      if (type.kind() == Kind.MAP
          && (children.get(0).type().kind() != Kind.STRUCT
              || children.get(0).children().size() != 2
              || children.get(0).dictionary().isPresent())) {
        throw origin.damaged(0, what, "a struct of key and value", children.get(0).type());
      }
      if (type.kind() == Kind.RUN_END_ENCODED) {
        ArrowField ends = children.get(0);
        if (ends.type().kind() != Kind.INT
            || ends.type().size() == Byte.BYTES
            || ends.type().size() > Long.BYTES
            || ends.dictionary().isPresent()) {
          throw origin.damaged(0, what, "run ends of 16, 32 or 64 bits", ends.type());
        }
      }
    }
  }

  /** Reads the types of fields. */
  private static final class TypeReader {
    /** In the order of the format's numbers. */
    private static final List<Unit> UNITS =
        List.of(Unit.SECOND, Unit.MILLISECOND, Unit.MICROSECOND, Unit.NANOSECOND);

    /** The format has up to 64 and some libraries more; these columns can be left out. */
    private static final int MAX_INTEGER_BITS = 1024;

    private TypeReader() {}

    static ArrowType read(int id, FlatTable table, String name, Origin origin)
        throws ArrowFileException {
      if (table == null) {
        throw origin.damaged(0, "column '" + name + "'", "a type", "none");
      }
      return switch (id) {
        case 1 -> ArrowType.of(Kind.NULL);
        case 2 -> integer(table, name);
        case 3 -> ArrowType.of(Kind.FLOAT, Short.BYTES << choice(table, 0, 0, 2, name));
        case 4 -> ArrowType.of(Kind.BINARY);
        case 5 -> ArrowType.of(Kind.UTF8);
        case 6 -> ArrowType.of(Kind.BOOL);
        case 7 -> decimal(table, name);
        case 8 -> date(table, name);
        case 9 -> time(table, name);
        case 10 ->
            new ArrowType(Kind.TIMESTAMP, Long.BYTES, 0, 0, unit(table, 0, name), zone(table));
        case 11 -> interval(table, name);
        case 12 -> ArrowType.of(Kind.LIST);
        case 13 -> ArrowType.of(Kind.STRUCT);
        case 14 ->
            ArrowType.of(choice(table, 0, 0, 1, name) == 0 ? Kind.SPARSE_UNION : Kind.DENSE_UNION);
        case 15 -> ArrowType.of(Kind.FIXED_SIZE_BINARY, notNegative(table, name));
        case 16 -> ArrowType.of(Kind.FIXED_SIZE_LIST, notNegative(table, name));
        case 17 -> ArrowType.of(Kind.MAP);
        case 18 -> ArrowType.of(Kind.DURATION, Long.BYTES, unit(table, 1, name));
        case 19 -> ArrowType.of(Kind.LARGE_BINARY);
        case 20 -> ArrowType.of(Kind.LARGE_UTF8);
        case 21 -> ArrowType.of(Kind.LARGE_LIST);
        case 22 -> ArrowType.of(Kind.RUN_END_ENCODED);
        case 23 -> ArrowType.of(Kind.BINARY_VIEW);
        case 24 -> ArrowType.of(Kind.UTF8_VIEW);
        case 25 -> ArrowType.of(Kind.LIST_VIEW);
        case 26 -> ArrowType.of(Kind.LARGE_LIST_VIEW);
        default -> {
          if (id < 1) {
            throw origin.damaged(0, "column '" + name + "'", "a type", id);
          }
          yield ArrowType.of(Kind.UNKNOWN, id);
        }
      };
    }

    private static ArrowFileException damaged(
        FlatTable table, String name, String expected, Object found) {
      return table.origin().damaged(0, "type of column '" + name + "'", expected, found);
    }

    private static int choice(FlatTable table, int slot, int otherwise, int max, String name)
        throws ArrowFileException {
      int value = table.int16(slot, otherwise);
      if (value < 0 || value > max) {
        throw damaged(table, name, "a value from 0 to " + max, value);
      }
      return value;
    }

    static ArrowType integer(FlatTable table, String name) throws ArrowFileException {
      int bits = table.int32(0, 0);
      if (Integer.bitCount(bits) != 1 || bits < Byte.SIZE || bits > MAX_INTEGER_BITS) {
        throw damaged(table, name, "an integer of 8, 16, 32 or 64 bits", bits);
      }
      return ArrowType.of(table.bool(1) ? Kind.INT : Kind.UINT, bits / Byte.SIZE);
    }

    private static ArrowType decimal(FlatTable table, String name) throws ArrowFileException {
      int precision = table.int32(0, 0);
      int bits = table.int32(2, 128);
      int most =
          switch (bits) {
            case 32 -> 9;
            case 64 -> 18;
            case 128 -> 38;
            case 256 -> 76;
            default -> throw damaged(table, name, "32, 64, 128 or 256 bits", bits);
          };
      if (precision < 1 || precision > most) {
        throw damaged(table, name, "a precision from 1 to " + most, precision);
      }
      return new ArrowType(
          Kind.DECIMAL, bits / Byte.SIZE, precision, table.int32(1, 0), null, null);
    }

    private static ArrowType date(FlatTable table, String name) throws ArrowFileException {
      return choice(table, 0, 1, 1, name) == 0
          ? ArrowType.of(Kind.DATE, Integer.BYTES, Unit.DAY)
          : ArrowType.of(Kind.DATE, Long.BYTES, Unit.MILLISECOND);
    }

    private static Unit unit(FlatTable table, int otherwise, String name)
        throws ArrowFileException {
      return UNITS.get(choice(table, 0, otherwise, 3, name));
    }

    private static ArrowType time(FlatTable table, String name) throws ArrowFileException {
      Unit unit = unit(table, 1, name);
      int bits = table.int32(1, 32);
      int expected = unit == Unit.SECOND || unit == Unit.MILLISECOND ? 32 : 64;
      if (bits != expected) {
        String shown = unit.name().toLowerCase(Locale.ROOT);
        throw damaged(table, name, expected + " bits of a time in " + shown + "s", bits);
      }
      return ArrowType.of(Kind.TIME, bits / Byte.SIZE, unit);
    }

    private static String zone(FlatTable table) throws ArrowFileException {
      String zone = table.string(1);
      return zone == null || zone.isEmpty() ? null : zone;
    }

    private static ArrowType interval(FlatTable table, String name) throws ArrowFileException {
      return switch (choice(table, 0, 0, 2, name)) {
        case 0 -> ArrowType.of(Kind.INTERVAL_YEAR_MONTH, Integer.BYTES);
        case 1 -> ArrowType.of(Kind.INTERVAL_DAY_TIME, Long.BYTES);
        default -> ArrowType.of(Kind.INTERVAL_MONTH_DAY_NANO, 2 * Long.BYTES);
      };
    }

    private static int notNegative(FlatTable table, String name) throws ArrowFileException {
      int size = table.int32(0, 0);
      if (size < 0) {
        throw damaged(table, name, "a size of at least 0", size);
      }
      return size;
    }
  }
}
