// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import io.sparkmmap.core.arrow.ArrayPlan;
import io.sparkmmap.core.arrow.ArrowType;
import io.sparkmmap.core.source.ReadStatistics;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/** Chooses the column for a field, once for a file. */
final class ArrowVectors {
  private final ReadStatistics statistics;

  ArrowVectors(ReadStatistics statistics) {
    this.statistics = statistics;
  }

  /**
   * A column for a field.
   *
   * @param plan of the field, with the children that the type has, in its order
   * @param type one that {@link ColumnSelection} allowed
   */
  ArrowVector of(ArrayPlan plan, DataType type) {
    if (plan.dictionary() != null) {
      return new DictionaryVector(plan, type, () -> of(plan.dictionary().values(), type));
    }
    if (type.equals(DataTypes.LongType) && SparkTypes.isCount(plan.type())) {
      return new ArrowNumberVectors.EightBytes(plan, type);
    }
    return switch (plan.type().kind()) {
      case NULL -> new ArrowNestedVectors.Nulls(plan, type);
      case BOOL -> new ArrowNumberVectors.Bits(plan, type);
      case INT, UINT, FLOAT -> number(plan, type);
      case DECIMAL -> new ArrowNumberVectors.Decimals(plan, type);
      case DATE ->
          plan.type().size() == Integer.BYTES
              ? new ArrowNumberVectors.FourBytes(plan, type)
              : new ArrowTimeVectors.MillisecondDates(plan, type);
      case TIME -> new ArrowTimeVectors.TimesOfDay(plan, type);
      case TIMESTAMP, DURATION ->
          switch (plan.type().unit()) {
            case MICROSECOND -> new ArrowNumberVectors.EightBytes(plan, type);
            case NANOSECOND -> new ArrowTimeVectors.Nanoseconds(plan, type);
            default -> new ArrowTimeVectors.Coarse(plan, type);
          };
      case INTERVAL_YEAR_MONTH -> new ArrowNumberVectors.FourBytes(plan, type);
      case INTERVAL_DAY_TIME -> new ArrowTimeVectors.DayTime(plan, type);
      case INTERVAL_MONTH_DAY_NANO -> new ArrowTimeVectors.MonthDayNano(plan, type);
      case FIXED_SIZE_BINARY -> new ArrowByteVectors.Fixed(plan, type, statistics);
      case UTF8, BINARY -> new ArrowByteVectors.Offsets(plan, type, statistics);
      case LARGE_UTF8, LARGE_BINARY -> new ArrowByteVectors.LargeOffsets(plan, type, statistics);
      case UTF8_VIEW, BINARY_VIEW -> new ArrowByteVectors.Views(plan, type, statistics);
      case LIST -> new ArrowNestedVectors.Lists(plan, type, elements(plan, type), Integer.BYTES);
      case LARGE_LIST -> new ArrowNestedVectors.Lists(plan, type, elements(plan, type), Long.BYTES);
      case LIST_VIEW ->
          new ArrowNestedVectors.ListViews(plan, type, elements(plan, type), Integer.BYTES);
      case LARGE_LIST_VIEW ->
          new ArrowNestedVectors.ListViews(plan, type, elements(plan, type), Long.BYTES);
      case FIXED_SIZE_LIST ->
          new ArrowNestedVectors.FixedSizeLists(plan, type, elements(plan, type));
      case MAP -> map(plan, (MapType) type);
      case STRUCT -> struct(plan, (StructType) type);
      case RUN_END_ENCODED -> new RunsVector(plan, type, of(plan.children().get(1), type));
      case SPARSE_UNION, DENSE_UNION, UNKNOWN ->
          throw new IllegalStateException("no column was to be selected of " + plan.type());
    };
  }

  private static ArrowVector number(ArrayPlan plan, DataType type) {
    return switch (plan.type().size()) {
      case Byte.BYTES -> new ArrowNumberVectors.OneByte(plan, type);
      case Short.BYTES -> new ArrowNumberVectors.TwoBytes(plan, type);
      case Integer.BYTES -> new ArrowNumberVectors.FourBytes(plan, type);
      default ->
          plan.type().kind() == ArrowType.Kind.UINT
              ? new ArrowNumberVectors.Decimals(plan, type)
              : new ArrowNumberVectors.EightBytes(plan, type);
    };
  }

  private ArrowVector elements(ArrayPlan plan, DataType type) {
    return of(plan.children().get(0), ((ArrayType) type).elementType());
  }

  private ArrowVector map(ArrayPlan plan, MapType type) {
    StructType entry =
        new StructType().add("key", type.keyType(), false).add("value", type.valueType());
    return new ArrowNestedVectors.Lists(
        plan, type, struct(plan.children().get(0), entry), Integer.BYTES);
  }

  private ArrowVector struct(ArrayPlan plan, StructType type) {
    List<ArrowVector> children = new ArrayList<>();
    for (int i = 0; i < type.length(); i++) {
      children.add(of(plan.children().get(i), type.fields()[i].dataType()));
    }
    return new ArrowNestedVectors.Struct(plan, type, children);
  }
}
