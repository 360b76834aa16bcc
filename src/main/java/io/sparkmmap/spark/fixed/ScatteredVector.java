// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.layout.Field;
import io.sparkmmap.core.layout.FieldType;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.spark.vector.RecordVector;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A field of records that lie anywhere: the column of one record, pointed at each record that is
 * asked for.
 */
public final class ScatteredVector extends RecordVector {
  private final FieldType field;
  private final int fieldPosition;
  private final ReadStatistics statistics;
  private final StrideVector cell;
  private final ScatteredVector[] children;
  private RecordPlaces places;

  /**
   * A column that is pointed nowhere yet.
   *
   * @param field what the bytes mean
   * @param type one that passed {@link FieldTypes#canRead}
   * @param fieldPosition of the field in its record
   * @param statistics where bytes that have to be copied are counted
   */
  public ScatteredVector(
      FieldType field, DataType type, int fieldPosition, ReadStatistics statistics) {
    super(type);
    this.field = field;
    this.fieldPosition = fieldPosition;
    this.statistics = statistics;
    this.cell = StrideVectors.of(field, type, fieldPosition, statistics);
    this.children =
        field instanceof FieldType.Struct struct
            ? children(struct, (StructType) type)
            : new ScatteredVector[0];
  }

  private ScatteredVector[] children(FieldType.Struct struct, StructType type) {
    StructField[] wanted = type.fields();
    ScatteredVector[] all = new ScatteredVector[wanted.length];
    for (int i = 0; i < all.length; i++) {
      Field child = struct.layout().field(wanted[i].name());
      int position = fieldPosition + child.position();
      all[i] = new ScatteredVector(child.type(), wanted[i].dataType(), position, statistics);
    }
    return all;
  }

  @Override
  public void moveTo(BatchCursor cursor) {
    RecordCursor records = (RecordCursor) cursor;
    MappedRegion region = records.region();
    moveTo(
        new RecordPlaces() {
          @Override
          public MappedRegion region(int row) {
            return region;
          }

          @Override
          public int position(int row) {
            return records.position(row);
          }
        });
  }

  /** Points the column at records. */
  public void moveTo(RecordPlaces newPlaces) {
    places = newPlaces;
    for (ScatteredVector child : children) {
      child.moveTo(newPlaces);
    }
  }

  private StrideVector at(int row) {
    cell.moveTo(places.region(row), places.position(row), 0);
    return cell;
  }

  @Override
  public boolean hasNull() {
    return cell.hasNull();
  }

  @Override
  public int numNulls() {
    return cell.numNulls();
  }

  @Override
  public boolean isNullAt(int row) {
    return cell.hasNull() && at(row).isNullAt(0);
  }

  @Override
  public boolean getBoolean(int row) {
    return at(row).getBoolean(0);
  }

  @Override
  public byte getByte(int row) {
    return at(row).getByte(0);
  }

  @Override
  public short getShort(int row) {
    return at(row).getShort(0);
  }

  @Override
  public int getInt(int row) {
    return at(row).getInt(0);
  }

  @Override
  public long getLong(int row) {
    return at(row).getLong(0);
  }

  @Override
  public float getFloat(int row) {
    return at(row).getFloat(0);
  }

  @Override
  public double getDouble(int row) {
    return at(row).getDouble(0);
  }

  @Override
  public Decimal getDecimal(int row, int precision, int scale) {
    return at(row).getDecimal(0, precision, scale);
  }

  @Override
  public UTF8String getUTF8String(int row) {
    return at(row).getUTF8String(0);
  }

  @Override
  public byte[] getBinary(int row) {
    return at(row).getBinary(0);
  }

  /** An array with a column of its own, which stays where it is when the next is asked for. */
  @Override
  public ColumnarArray getArray(int row) {
    StrideVector array = StrideVectors.of(field, dataType(), fieldPosition, statistics);
    array.moveTo(places.region(row), places.position(row), 0);
    return array.getArray(0);
  }

  @Override
  public ScatteredVector getChild(int ordinal) {
    return children[ordinal];
  }
}
