// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.layout.FieldType;
import io.sparkmmap.core.source.ReadStatistics;
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
      case INT8, UINT8, BOOL -> new StrideNumberVectors.OneByte(type, position);
      case INT16, UINT16 -> new StrideNumberVectors.TwoBytes(field, type, position);
      case FLOAT16 -> new StrideNumberVectors.Half(field, type, position);
      case INT32, UINT32, DATE32, FLOAT32 ->
          new StrideNumberVectors.FourBytes(field, type, position);
      case INT64, FLOAT64, TIMESTAMP_US ->
          new StrideNumberVectors.EightBytes(field, type, position);
      case TIMESTAMP_MS -> new StrideNumberVectors.Milliseconds(field, type, position);
      case UINT64, DECIMAL -> new DecimalVector(field, type, position);
      case CHAR -> new StrideByteVectors.Padded(type, position, field.length(), statistics);
      case BINARY -> new StrideByteVectors.Whole(type, position, field.length(), statistics);
      case UTF32 -> new Utf32Vector((FieldType.Utf32) field, type, position, statistics);
      case DATETIME64, TIMEDELTA64 -> new CountVector((FieldType.Count64) field, type, position);
      case STRUCT ->
          new StrideNestedVectors.Struct((FieldType.Struct) field, type, position, statistics);
      case ARRAY ->
          new StrideNestedVectors.Array((FieldType.Array) field, type, position, statistics);
    };
  }
}
