// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.vector;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/** Values as texts, for tests that compare them: every byte of a value is read for it. */
public final class ShownValues {
  private ShownValues() {}

  /** The value of a column or element; strings and bytes in hexadecimal digits. */
  public static String show(SpecializedGetters values, int ordinal, DataType type) {
    if (values.isNullAt(ordinal)) {
      return "null";
    }
    if (type instanceof StructType struct) {
      List<String> shown = new ArrayList<>();
      for (int i = 0; i < struct.size(); i++) {
        shown.add(show(values.getStruct(ordinal, struct.size()), i, struct.apply(i).dataType()));
      }
      return shown.toString();
    }
    if (type instanceof ArrayType array) {
      List<String> shown = new ArrayList<>();
      ArrayData elements = values.getArray(ordinal);
      for (int i = 0; i < elements.numElements(); i++) {
        shown.add(show(elements, i, array.elementType()));
      }
      return shown.toString();
    }
    if (type instanceof StringType) {
      return HexFormat.of().formatHex(values.getUTF8String(ordinal).getBytes());
    }
    if (type instanceof BinaryType) {
      return HexFormat.of().formatHex(values.getBinary(ordinal));
    }
    if (type instanceof DecimalType decimal) {
      return values
          .getDecimal(ordinal, decimal.precision(), decimal.scale())
          .toJavaBigDecimal()
          .toPlainString();
    }
    return String.valueOf(values.get(ordinal, type));
  }
}
