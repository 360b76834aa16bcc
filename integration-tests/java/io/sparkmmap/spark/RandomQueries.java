// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * Asks random queries of two views, with literals that are values of the view {@code plain}: {@code
 * $T} stands for a view.
 */
public final class RandomQueries {
  private static final int SAMPLES = 40;

  private final Consumer<String> same;
  private final Random random;
  private final List<StructField> columns = new ArrayList<>();
  private final Map<String, List<String>> literals = new HashMap<>();

  RandomQueries(SparkSession spark, PushdownViews views, Random random) {
    this(spark, views::same, List.of("row_index", "record_offset"), random);
  }

  /**
   * @param same asks both views, and fails where they differ
   * @param places fields of {@code _metadata} that are asked for as well
   */
  public RandomQueries(
      SparkSession spark, Consumer<String> same, List<String> places, Random random) {
    this.same = same;
    this.random = random;
    for (StructField column : spark.table("plain").schema().fields()) {
      if (isCompared(column.dataType())) {
        columns.add(column);
      }
    }
    for (String place : places) {
      columns.add(DataTypes.createStructField("_metadata." + place, DataTypes.LongType, true));
    }
    String[] texts =
        columns.stream()
            .map(column -> "cast(" + column.name() + " AS string)")
            .toArray(String[]::new);
    List<Row> rows = spark.table("plain").selectExpr(texts).collectAsList();
    for (int i = 0; i < columns.size(); i++) {
      literals.put(columns.get(i).name(), literals(rows, i));
    }
  }

  private static boolean isCompared(DataType type) {
    return type instanceof NumericType
        || type instanceof BooleanType
        || type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType
        || type instanceof StringType;
  }

  private List<String> literals(List<Row> rows, int column) {
    Set<String> distinct = new TreeSet<>();
    rows.stream()
        .filter(row -> !row.isNullAt(column))
        .forEach(row -> distinct.add(row.getString(column)));
    List<String> values = new ArrayList<>(distinct);
    Collections.shuffle(values, random);
    String type = columns.get(column).dataType().sql();
    return values.stream()
        .limit(SAMPLES)
        .map(value -> "cast('" + value + "' AS " + type + ")")
        .toList();
  }

  private StructField column() {
    return columns.get(random.nextInt(columns.size()));
  }

  private String literal(StructField column) {
    List<String> known = literals.get(column.name());
    return known.get(random.nextInt(known.size()));
  }

  private String leaf() {
    StructField column = column();
    String name = column.name();
    if (literals.get(name).isEmpty()) {
      return name + " IS NULL";
    }
    return switch (random.nextInt(12)) {
      case 0 -> name + " IS NULL";
      case 1 -> name + " IS NOT NULL";
      case 2 ->
          name + " IN (" + literal(column) + "," + literal(column) + "," + literal(column) + ")";
      case 3 -> name + " BETWEEN " + literal(column) + " AND " + literal(column);
      case 4 ->
          column.dataType() instanceof StringType
              ? List.of("contains(", "startswith(", "endswith(").get(random.nextInt(3))
                  + name
                  + ", "
                  + literal(column)
                  + ")"
              : name + " = " + literal(column);
      default -> name + operator() + literal(column);
    };
  }

  private String operator() {
    return List.of(" = ", " <> ", " < ", " <= ", " > ", " >= ", " <=> ").get(random.nextInt(7));
  }

  private String predicate(int depth) {
    return switch (depth == 0 ? 0 : random.nextInt(4)) {
      case 1 -> "(" + predicate(depth - 1) + " AND " + predicate(depth - 1) + ")";
      case 2 -> "(" + predicate(depth - 1) + " OR " + predicate(depth - 1) + ")";
      case 3 -> "NOT (" + predicate(depth - 1) + ")";
      default -> leaf();
    };
  }

  private String aggregate() {
    StructField column = column();
    String name = column.name();
    DataType type = column.dataType();
    boolean canAdd = type instanceof NumericType && !(type instanceof DecimalType);
    return switch (random.nextInt(canAdd ? 5 : 3)) {
      case 0 -> "count(" + name + ")";
      case 1 -> "min(" + name + ")";
      case 2 -> "max(" + name + ")";
      case 3 -> "sum(" + name + ")";
      default -> "avg(" + name + ")";
    };
  }

  /** Asks for rows and for aggregates, with a filter and without. */
  public void ask(int queries) {
    for (int i = 0; i < queries; i++) {
      String where = " FROM $T WHERE " + predicate(3);
      same.accept("SELECT *, _metadata.row_index, _metadata.file_name" + where);
      List<String> aggregates = new ArrayList<>();
      for (int j = 0; j < 6; j++) {
        aggregates.add(aggregate());
      }
      String list = "SELECT count(*), " + String.join(", ", aggregates);
      same.accept(list + where);
      same.accept(list + " FROM $T");
      String keys = key();
      same.accept(
          "SELECT " + keys + ", count(*), " + aggregates.get(0) + where + " GROUP BY " + keys);
      keys += ", " + key();
      same.accept(
          "SELECT " + keys + ", " + String.join(", ", aggregates) + " FROM $T GROUP BY " + keys);
      same.accept("SELECT DISTINCT " + keys + where);
    }
  }

  private String key() {
    return random.nextInt(8) == 0 ? "_metadata.file_path" : column().name();
  }
}
