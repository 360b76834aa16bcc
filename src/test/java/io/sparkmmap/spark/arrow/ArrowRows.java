// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.arrow.ArrowCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;

/** Reads the rows of Arrow files value by value, as Spark does. */
final class ArrowRows {
  private ArrowRows() {}

  static DataRange range(RegionSource source, long start, long end) {
    return DataRange.of(start, end, source.file().length());
  }

  static ArrowCursor open(RegionSource source, DataRange range, StructType columns)
      throws IOException {
    return ArrowCursor.open(
        source,
        range,
        new CompressedBuffers(),
        new ColumnSelection("test", columns, NameRule.CASE_SENSITIVE));
  }

  /** All rows of a range, each as the list of its values. */
  static List<List<Object>> read(RegionSource source, long start, long end, StructType columns)
      throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    try (ArrowCursor cursor = open(source, range(source, start, end), columns)) {
      ArrowVectors vectors = new ArrowVectors(new ReadStatistics());
      List<ArrowVector> opened = new ArrayList<>();
      for (int i = 0; i < columns.length(); i++) {
        DataType type = columns.fields()[i].dataType();
        opened.add(vectors.of(cursor.columns().get(i), type).ofColumn(i));
      }
      while (cursor.next()) {
        opened.forEach(vector -> vector.moveTo(cursor));
        for (int row = 0; row < cursor.count(); row++) {
          List<Object> values = new ArrayList<>();
          for (ArrowVector vector : opened) {
            values.add(value(vector, row, vector.dataType()));
          }
          rows.add(values);
        }
      }
    }
    return rows;
  }

  static StructType schema(RegionSource source) throws IOException {
    return SparkTypes.of("test", ArrowCursor.readSchema(source));
  }

  private static Object value(ColumnVector vector, int row, DataType type) {
    if (vector.isNullAt(row) || type instanceof NullType) {
      return null;
    } else if (type instanceof BooleanType) {
      return vector.getBoolean(row);
    } else if (type instanceof ByteType) {
      return vector.getByte(row);
    } else if (type instanceof ShortType) {
      return vector.getShort(row);
    } else if (type instanceof IntegerType || type instanceof DateType) {
      return vector.getInt(row);
    } else if (type instanceof FloatType) {
      return vector.getFloat(row);
    } else if (type instanceof DoubleType) {
      return vector.getDouble(row);
    } else if (type instanceof DecimalType decimal) {
      return vector.getDecimal(row, decimal.precision(), decimal.scale()).toJavaBigDecimal();
    } else if (type instanceof StringType) {
      return vector.getUTF8String(row).toString();
    } else if (type instanceof BinaryType) {
      return vector.getBinary(row);
    } else if (type instanceof ArrayType array) {
      ColumnarArray elements = vector.getArray(row);
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < elements.numElements(); i++) {
        values.add(
            elements.isNullAt(i) ? null : String.valueOf(elements.get(i, array.elementType())));
      }
      return values;
    } else if (type instanceof MapType) {
      ColumnarMap map = vector.getMap(row);
      return map.numElements();
    } else if (type instanceof StructType struct) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < struct.length(); i++) {
        StructField field = struct.fields()[i];
        values.add(value(vector.getChild(i), row, field.dataType()));
      }
      return values;
    }
    return vector.getLong(row);
  }
}
