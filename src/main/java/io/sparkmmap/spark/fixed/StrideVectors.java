// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.layout.FieldType;
import io.sparkmmap.core.mapping.ReadStatistics;
import org.apache.spark.sql.types.DataType;

/** Chooses the column for a field, once for a reader. */
public final class StrideVectors {
  private StrideVectors() {}

  /**
   * A column for a field.
   *
   * @param field what the bytes mean
   * @param type one that passed {@link FieldTypes#canRead}
   * @param position of the field in its record
   * @param statistics where bytes that have to be copied are counted
   */
  public static StrideVector of(
      FieldType field, DataType type, int position, ReadStatistics statistics) {
    return switch (field.kind()) {
      case INT8, UINT8, BOOL -> new NumberVectors.OneByte(type, position);
      case INT16, UINT16 -> new NumberVectors.TwoBytes(field, type, position);
      case FLOAT16 -> new NumberVectors.Half(field, type, position);
      case INT32, UINT32, DATE32, FLOAT32 -> new NumberVectors.FourBytes(field, type, position);
      case INT64, FLOAT64, TIMESTAMP_US -> new NumberVectors.EightBytes(field, type, position);
      case TIMESTAMP_MS -> new NumberVectors.Milliseconds(field, type, position);
      case UINT64 -> new NumberVectors.Decimals(field, type, position, true);
      case DECIMAL -> new NumberVectors.Decimals(field, type, position, false);
      case CHAR -> new ByteVectors.Padded(type, position, field.length(), statistics);
      case BINARY -> new ByteVectors.Whole(type, position, field.length(), statistics);
      case UTF32 -> new Utf32Vector((FieldType.Utf32) field, type, position, statistics);
      case DATETIME64, TIMEDELTA64 -> new CountVector((FieldType.Count64) field, type, position);
      case STRUCT -> new NestedVectors.Struct((FieldType.Struct) field, type, position, statistics);
      case ARRAY -> new NestedVectors.Array((FieldType.Array) field, type, position, statistics);
    };
  }
}
