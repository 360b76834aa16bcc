// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.arrow.ArrayPlan;
import io.sparkmmap.core.arrow.ArrowCursor;
import io.sparkmmap.core.arrow.ArrowType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * Finds the wanted columns among those of a file, by name, and holds their types to the wanted
 * ones.
 *
 * @param path of the file, for messages
 * @param wanted columns, maybe with some of their nested fields left out
 * @param names when the name of a column and that of a field are one
 */
record ColumnSelection(String path, StructType wanted, NameRule names)
    implements ArrowCursor.Selection {

  /**
   * @throws IllegalArgumentException naming the first column that the file does not have, or has of
   *     another type
   */
  @Override
  public List<ArrayPlan> of(List<ArrayPlan> columns) {
    return fields(columns, wanted, "");
  }

  private List<ArrayPlan> fields(List<ArrayPlan> plans, StructType type, String parent) {
    List<ArrayPlan> selected = new ArrayList<>(type.length());
    for (StructField field : type.fields()) {
      selected.add(select(named(plans, field.name(), parent), field.dataType()));
    }
    return selected;
  }

  /**
   * The only one of a name, as the session compares names; Spark's Parquet source does the same.
   */
  private ArrayPlan named(List<ArrayPlan> plans, String name, String parent) {
    List<ArrayPlan> found =
        plans.stream().filter(plan -> names.same(plan.field().name(), name)).toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          path
              + ": expected one column '"
              + parent
              + name
              + "' as in the schema of the table, found "
              + (found.isEmpty() ? "none" : String.valueOf(found.size()))
              + " among "
              + plans.stream().map(plan -> plan.field().name()).toList()
              + (found.stream().map(plan -> plan.field().name()).distinct().count() > 1
                  ? "; set spark.sql.caseSensitive=true to distinguish them"
                  : "")
              + "; read files of other columns apart, or declare the columns that all have");
    }
    return found.get(0);
  }

  private ArrayPlan select(ArrayPlan plan, DataType type) {
    if (plan.dictionary() != null) {
      return plan.withDictionaryValues(select(plan.dictionary().values(), type));
    }
    List<ArrayPlan> children = plan.children();
    switch (plan.type().kind()) {
      case STRUCT -> {
        if (type instanceof StructType struct) {
          return plan.withChildren(fields(children, struct, plan.path() + "."));
        }
      }
      case LIST, LARGE_LIST, LIST_VIEW, LARGE_LIST_VIEW, FIXED_SIZE_LIST -> {
        if (type instanceof ArrayType array) {
          return plan.withChildren(List.of(select(children.get(0), array.elementType())));
        }
      }
      case MAP -> {
        if (type instanceof MapType map) {
          ArrayPlan entry = children.get(0);
          return plan.withChildren(
              List.of(
                  entry.withChildren(
                      List.of(
                          select(entry.children().get(0), map.keyType()),
                          select(entry.children().get(1), map.valueType())))));
        }
      }
      case RUN_END_ENCODED -> {
        return plan.withChildren(List.of(children.get(0), select(children.get(1), type)));
      }
      default -> {
        if (canRead(plan, type)) {
          return plan;
        }
      }
    }
    throw otherType(plan, type);
  }

  private boolean canRead(ArrayPlan plan, DataType type) {
    boolean time = plan.type().kind() == ArrowType.Kind.TIME || SparkTypes.isCount(plan.type());
    if (time && type instanceof LongType) {
      return true;
    }
    DataType own = SparkTypes.of(path, plan.path(), plan.field());
    return own.equals(type)
        || (isTimestamp(own) && isTimestamp(type))
        || (isBytes(own) && isBytes(type));
  }

  private static boolean isTimestamp(DataType type) {
    return type instanceof TimestampType || type instanceof TimestampNTZType;
  }

  private static boolean isBytes(DataType type) {
    return type instanceof StringType || type instanceof BinaryType;
  }

  private IllegalArgumentException otherType(ArrayPlan plan, DataType type) {
    return new IllegalArgumentException(
        path
            + ": column '"
            + plan.path()
            + "' is "
            + plan.type()
            + ", which reads as "
            + SparkTypes.of(path, plan.path(), plan.field())
                .catalogString()
                .toLowerCase(Locale.ROOT)
            + ", but the schema of the table has "
            + type.catalogString()
            + "; declare the former and cast it, or read files of other types apart");
  }
}
