// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import io.sparkmmap.core.arrow.ArrowField;
import io.sparkmmap.core.arrow.ArrowSchema;
import io.sparkmmap.core.arrow.ArrowType;
import io.sparkmmap.spark.files.ConditionException;
import io.sparkmmap.spark.version.TimeTypes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.YearMonthIntervalType;

/**
 * Which Spark type the values of an Arrow field have. Everything may be null: Arrow's own word on
 * that is not held by what writes files.
 */
final class SparkTypes {
  private static final int UINT64_DIGITS = 20;
  private static final int MAX_SECONDS_DIGITS = 6;

  private SparkTypes() {}

  /**
   * The columns of a schema.
   *
   * @param path for messages
   * @throws IllegalArgumentException naming the first that Spark cannot express
   */
  static StructType of(String path, ArrowSchema schema) {
    return struct(path, "", schema.fields());
  }

  private static StructType struct(String path, String parent, List<ArrowField> fields) {
    StructType struct = new StructType();
    Set<String> names = new HashSet<>();
    for (ArrowField field : fields) {
      String name = parent.isEmpty() ? field.name() : parent + "." + field.name();
      if (!names.add(field.name())) {
        throw new ConditionException(
            "COLUMN_ALREADY_EXISTS",
            Map.of("columnName", "`" + name.replace("`", "``") + "`"),
            path
                + ": there are two columns '"
                + name
                + "'; rename one of them in the file, or declare a schema without both");
      }
      struct = struct.add(field.name(), of(path, name, field));
    }
    return struct;
  }

  /**
   * The type of a field.
   *
   * @param path of the file, for messages
   * @param name of the field with those that it is nested in, for messages
   */
  static DataType of(String path, String name, ArrowField field) {
    ArrowType type = field.type();
    return switch (type.kind()) {
      case NULL -> DataTypes.NullType;
      case BOOL -> DataTypes.BooleanType;
      case INT, UINT -> {
        if (type.size() > Long.BYTES) {
          throw refused(path, name, type, "");
        }
        yield type.kind() == ArrowType.Kind.INT ? integer(type.size()) : unsigned(type.size());
      }
      case FLOAT -> type.size() == Long.BYTES ? DataTypes.DoubleType : DataTypes.FloatType;
      case DECIMAL -> decimal(path, name, type);
      case DATE -> DataTypes.DateType;
      case TIME -> time(path, name, type);
      case TIMESTAMP -> type.zone() == null ? DataTypes.TimestampNTZType : DataTypes.TimestampType;
      case DURATION, INTERVAL_DAY_TIME -> DayTimeIntervalType.DEFAULT();
      case INTERVAL_YEAR_MONTH -> YearMonthIntervalType.DEFAULT();
      case INTERVAL_MONTH_DAY_NANO -> DataTypes.CalendarIntervalType;
      case UTF8, LARGE_UTF8, UTF8_VIEW -> DataTypes.StringType;
      case BINARY, LARGE_BINARY, BINARY_VIEW, FIXED_SIZE_BINARY -> DataTypes.BinaryType;
      case LIST, LARGE_LIST, LIST_VIEW, LARGE_LIST_VIEW, FIXED_SIZE_LIST ->
          new ArrayType(of(path, name, field.children().get(0)), true);
      case MAP -> {
        List<ArrowField> entry = field.children().get(0).children();
        yield new MapType(
            of(path, name + ".key", entry.get(0)), of(path, name + ".value", entry.get(1)), true);
      }
      case STRUCT -> struct(path, name, field.children());
      case RUN_END_ENCODED -> of(path, name, field.children().get(1));
      case SPARSE_UNION, DENSE_UNION, UNKNOWN -> throw refused(path, name, type, "");
    };
  }

  /** Whether values are 64-bit counts of a unit, which a bigint can have as they are. */
  static boolean isCount(ArrowType type) {
    return switch (type.kind()) {
      case TIMESTAMP, DURATION -> true;
      case DATE -> type.size() == Long.BYTES;
      default -> false;
    };
  }

  private static DataType unsigned(int bytes) {
    return bytes == Long.BYTES ? DataTypes.createDecimalType(UINT64_DIGITS, 0) : integer(2 * bytes);
  }

  private static DataType integer(int bytes) {
    return switch (bytes) {
      case Byte.BYTES -> DataTypes.ByteType;
      case Short.BYTES -> DataTypes.ShortType;
      case Integer.BYTES -> DataTypes.IntegerType;
      default -> DataTypes.LongType;
    };
  }

  private static DataType decimal(String path, String name, ArrowType type) {
    if (type.precision() > DecimalType.MAX_PRECISION()
        || type.scale() < 0
        || type.scale() > type.precision()) {
      throw refused(
          path,
          name,
          type,
          " (its decimals have up to "
              + DecimalType.MAX_PRECISION()
              + " digits, and a scale from 0 to as many)");
    }
    return DataTypes.createDecimalType(type.precision(), type.scale());
  }

  private static DataType time(String path, String name, ArrowType type) {
    if (!TimeTypes.exist()) {
      throw refused(path, name, type, " in this version");
    }
    if (!TimeTypes.areEnabled()) {
      throw new IllegalArgumentException(
          path
              + ": column '"
              + name
              + "' is "
              + type
              + ", and Spark's type TIME is turned off; set spark.sql.timeType.enabled=true, or"
              + " declare the column as bigint, which gives nanoseconds since midnight");
    }
    int digits = (int) Math.log10((double) type.unit().perSecond());
    return TimeTypes.of(Math.min(digits, MAX_SECONDS_DIGITS));
  }

  private static IllegalArgumentException refused(
      String path, String name, ArrowType type, String why) {
    return new ConditionException(
        "UNSUPPORTED_ARROWTYPE",
        Map.of("typeName", type.toString()),
        path
            + ": column '"
            + name
            + "' is "
            + type
            + ", which Spark cannot express"
            + why
            + "; declare a schema without it, or cast it where the file is written");
  }
}
