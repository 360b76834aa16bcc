// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.layout.CountUnit;
import io.sparkmmap.core.layout.Field;
import io.sparkmmap.core.layout.FieldKind;
import io.sparkmmap.core.layout.FieldType;
import io.sparkmmap.core.layout.StructLayout;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Which Spark type a field of a layout has. Nothing is ever null but NumPy's dates and spans of
 * time.
 */
public final class FieldTypes {
  private FieldTypes() {}

  /** The columns of a layout, in its order. */
  public static StructType toSpark(StructLayout layout) {
    StructType columns = new StructType();
    for (Field field : layout.fields()) {
      columns = columns.add(field.name(), toSpark(field.type()), isNullable(field.type()));
    }
    return columns;
  }

  /** The type that holds every value of a field: an unsigned integer takes the next wider one. */
  public static DataType toSpark(FieldType type) {
    return switch (type.kind()) {
      case INT8 -> DataTypes.ByteType;
      case INT16, UINT8 -> DataTypes.ShortType;
      case INT32, UINT16 -> DataTypes.IntegerType;
      case INT64, UINT32 -> DataTypes.LongType;
      case UINT64 -> DataTypes.createDecimalType(20, 0);
      case FLOAT16, FLOAT32 -> DataTypes.FloatType;
      case FLOAT64 -> DataTypes.DoubleType;
      case BOOL -> DataTypes.BooleanType;
      case CHAR, UTF32 -> DataTypes.StringType;
      case BINARY -> DataTypes.BinaryType;
      case DATE32 -> DataTypes.DateType;
      case TIMESTAMP_MS, TIMESTAMP_US -> DataTypes.TimestampType;
      case DECIMAL -> {
        FieldType.Decimal decimal = (FieldType.Decimal) type;
        yield DataTypes.createDecimalType(decimal.precision(), decimal.scale());
      }
      case DATETIME64 -> ofPoint(((FieldType.Count64) type).unit());
      case TIMEDELTA64 -> ofSpan(((FieldType.Count64) type).unit());
      case STRUCT -> toSpark(((FieldType.Struct) type).layout());
      case ARRAY -> {
        FieldType element = elementOf((FieldType.Array) type);
        yield new ArrayType(toSpark(element), isNullable(element));
      }
    };
  }

  /** Whether a field can be null: NumPy's dates and spans of time have a value for that. */
  public static boolean isNullable(FieldType type) {
    return type instanceof FieldType.Count64;
  }

  private static DataType ofPoint(CountUnit unit) {
    return switch (unit) {
      case NONE -> DataTypes.LongType;
      case YEAR, MONTH, WEEK, DAY -> DataTypes.DateType;
      default -> DataTypes.TimestampNTZType;
    };
  }

  private static DataType ofSpan(CountUnit unit) {
    return switch (unit) {
      case NONE -> DataTypes.LongType;
      case YEAR, MONTH -> DataTypes.createYearMonthIntervalType();
      default -> DataTypes.createDayTimeIntervalType();
    };
  }

  /** An array of more dimensions is an array of arrays to Spark. */
  static FieldType elementOf(FieldType.Array array) {
    List<Integer> shape = array.shape();
    return shape.size() == 1
        ? array.element()
        : new FieldType.Array(array.element(), shape.subList(1, shape.size()));
  }

  /**
   * Whether a field can be read as a column of a type that the user declared.
   *
   * @param names when the names of two fields of structs are one
   */
  public static boolean canRead(FieldType type, DataType declared, NameRule names) {
    if (type instanceof FieldType.Array array && declared instanceof ArrayType declaredArray) {
      return canRead(elementOf(array), declaredArray.elementType(), names);
    }
    if (type instanceof FieldType.Struct struct && declared instanceof StructType wanted) {
      return canRead(struct.layout(), wanted, names);
    }
    DataType own = toSpark(type);
    return DataType.equalsStructurally(own, declared, true)
        || (type instanceof FieldType.Count64 && isOtherCount(own, declared))
        || (own.equals(DataTypes.TimestampType) && declared.equals(DataTypes.TimestampNTZType))
        || (type.kind() == FieldKind.CHAR && declared.equals(DataTypes.BinaryType))
        || (isText(own) && declared instanceof StringType);
  }

  /** Bytes that a column of strings has as they are, whatever its collation. */
  private static boolean isText(DataType own) {
    return own.equals(DataTypes.StringType) || own.equals(DataTypes.BinaryType);
  }

  private static boolean canRead(StructLayout layout, StructType wanted, NameRule names) {
    List<String> fields = layout.fields().stream().map(Field::name).toList();
    for (StructField field : wanted.fields()) {
      List<Integer> found = names.allOf(fields, field.name());
      if (found.size() != 1
          || !canRead(layout.fields().get(found.get(0)).type(), field.dataType(), names)) {
        return false;
      }
    }
    return !wanted.isEmpty();
  }

  /** A count of time can be read as such, and one of a point in UTC as a timestamp. */
  private static boolean isOtherCount(DataType own, DataType declared) {
    return declared.equals(DataTypes.LongType)
        || (own.equals(DataTypes.TimestampNTZType) && declared.equals(DataTypes.TimestampType));
  }
}
