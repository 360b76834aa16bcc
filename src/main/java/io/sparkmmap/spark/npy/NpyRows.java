// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.npy;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.file.DataError;
import io.sparkmmap.core.layout.Field;
import io.sparkmmap.core.layout.FieldType;
import io.sparkmmap.core.layout.NpyHeader;
import io.sparkmmap.core.layout.StructLayout;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.spark.fixed.FieldTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of the array in one file: which columns they have, and where those lie in a row.
 *
 * @param path for messages
 * @param header of the file
 * @param elements what becomes of the elements of a row
 * @param layout of a row whose elements lie side by side; empty if rows have no elements
 */
record NpyRows(String path, NpyHeader header, ElementsAs elements, Optional<StructLayout> layout) {
  /** More columns than this are slow in Spark, and an array column is not. */
  static final int MAX_COLUMNS = 1000;

  private static final String VALUE = "value";

  /** What becomes of the elements of a row. */
  enum ElementsAs {
    /** One column, of an array type. */
    ARRAY,
    /** A column for each, {@code c0}, {@code c1} and so on. */
    COLUMNS
  }

  /**
   * The rows of an array.
   *
   * @throws IOException if rows cannot be had of it in this way
   */
  static NpyRows of(String path, NpyHeader header, ElementsAs elements) throws IOException {
    if (header.rowElements() == 0) {
      if (elements == ElementsAs.COLUMNS) {
        throw noColumns(path, header);
      }
      return new NpyRows(path, header, elements, Optional.empty());
    }
    FieldType type = header.elementType();
    if (header.shape().size() < 2) {
      StructLayout layout =
          type instanceof FieldType.Struct struct && header.element() == NpyHeader.Element.RECORD
              ? struct.layout()
              : new StructLayout(List.of(new Field(VALUE, type, 0)), type.length());
      return new NpyRows(path, header, elements, Optional.of(layout));
    }
    StructLayout layout =
        elements == ElementsAs.COLUMNS ? columns(path, header) : array(path, header);
    return new NpyRows(path, header, elements, Optional.of(layout));
  }

  private static StructLayout columns(String path, NpyHeader header) throws IOException {
    if (header.shape().size() != 2 || header.rowElements() > MAX_COLUMNS) {
      throw noColumns(path, header);
    }
    FieldType type = header.elementType();
    int columns = (int) header.rowElements();
    if ((long) columns * type.length() > Integer.MAX_VALUE) {
      throw tooLong(path, header);
    }
    List<Field> fields = new ArrayList<>(columns);
    for (int i = 0; i < columns; i++) {
      fields.add(new Field("c" + i, type, i * type.length()));
    }
    return new StructLayout(fields, columns * type.length());
  }

  private static StructLayout array(String path, NpyHeader header) throws IOException {
    FieldType type = header.elementType();
    int dimensions = header.rowShape().size();
    if (type instanceof FieldType.Array inner) {
      dimensions += inner.shape().size();
    }
    if (dimensions > FieldType.MAX_DIMENSIONS) {
      throw DataError.of(
          path,
          "rows of at most " + FieldType.MAX_DIMENSIONS + " dimensions",
          "the shape " + header.shapeText(),
          "reshape the array before it is saved");
    }
    if (header.rowElements() > Integer.MAX_VALUE / type.length()) {
      throw tooLong(path, header);
    }
    List<Integer> shape = header.rowShape().stream().map(Math::toIntExact).toList();
    FieldType row = new FieldType.Array(type, shape);
    return new StructLayout(List.of(new Field(VALUE, row, 0)), row.length());
  }

  private static IOException noColumns(String path, NpyHeader header) {
    return DataError.of(
        path,
        "an array of two dimensions with 1 to " + MAX_COLUMNS + " columns for arrayColumns=true",
        "the shape " + header.shapeText(),
        "leave the option out to read each row as an array");
  }

  private static IOException tooLong(String path, NpyHeader header) {
    return DataError.of(
        path,
        "rows of at most " + Integer.MAX_VALUE + " bytes",
        "the shape "
            + header.shapeText()
            + " of elements of "
            + header.elementType().length()
            + " bytes",
        "reshape or transpose the array before it is saved");
  }

  /** Whether the array lies column by column; of one that has one column it does not matter. */
  boolean isColumnMajor() {
    return header.order() == NpyHeader.Order.COLUMN_MAJOR && header.shape().size() > 1;
  }

  /** The columns of the rows. */
  StructType columns() {
    if (layout.isPresent()) {
      return FieldTypes.toSpark(layout.get());
    }
    FieldType element = header.elementType();
    DataType type = FieldTypes.toSpark(element);
    boolean nullable = FieldTypes.isNullable(element);
    for (int i = 0; i < header.rowShape().size(); i++) {
      type = new ArrayType(type, nullable);
      nullable = false;
    }
    return new StructType().add(VALUE, type, false);
  }

  /** A range of the file, with where the array begins. */
  DataRange dataRange(DataRange range) {
    return new DataRange(range.start(), range.end(), header.dataOffset(), range.dataEnd());
  }

  /** The field of a row that is a column, by its name. */
  Field field(String column) {
    return layout.orElseThrow().field(column);
  }

  /**
   * Makes sure that the rows have the columns of a table.
   *
   * @param names when the name of a column and that of a field are one
   * @throws IOException naming dtype and shape, and the first column that they do not have
   */
  void check(StructType table, NameRule names) throws IOException {
    StructType own = columns();
    for (StructField column : table.fields()) {
      boolean found =
          names.allOf(List.of(own.fieldNames()), column.name()).size() == 1
              && canRead(column, names);
      if (!found) {
        throw DataError.of(
            path,
            "the column "
                + column.name()
                + " "
                + column.dataType().catalogString()
                + " of the table",
            "an array of dtype "
                + header.elementType()
                + " and shape "
                + header.shapeText()
                + ", which gives "
                + shortened(own.catalogString()),
            "read files of different types apart, or declare a schema that all have");
      }
    }
  }

  private boolean canRead(StructField column, NameRule names) {
    if (layout.isPresent()) {
      return FieldTypes.canRead(field(column.name()).type(), column.dataType(), names);
    }
    DataType element = column.dataType();
    for (int i = 0; i < header.rowShape().size(); i++) {
      if (!(element instanceof ArrayType array)) {
        return false;
      }
      element = array.elementType();
    }
    return FieldTypes.canRead(header.elementType(), element, names);
  }

  private static String shortened(String text) {
    int most = 300;
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }
}
