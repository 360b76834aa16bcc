// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * Asks random queries of the view {@code pushed} and of the view {@code plain}, which show the same
 * files with pushdown and without. Literals are values that are in the files.
 */
final class RandomQueries {
  private static final int SAMPLES = 40;

  private final SparkSession spark;
  private final Random random;
  private final long seed;
  private final List<StructField> columns = new ArrayList<>();
  private final Map<String, List<String>> literals = new HashMap<>();

  RandomQueries(SparkSession spark, long seed) {
    this.spark = spark;
    this.seed = seed;
    this.random = new Random(seed);
    for (StructField column : spark.table("plain").schema().fields()) {
      DataType type = column.dataType();
      if (type instanceof NumericType
          || type instanceof BooleanType
          || type instanceof DateType
          || type instanceof TimestampType
          || type instanceof TimestampNTZType
          || type instanceof StringType) {
        columns.add(column);
        literals.put(column.name(), literalsOf(column));
      }
    }
  }

  private List<String> literalsOf(StructField column) {
    String name = column.name();
    return spark
        .sql("SELECT DISTINCT " + name + " FROM plain WHERE " + name + " IS NOT NULL")
        .selectExpr("cast(" + name + " AS string)")
        .limit(SAMPLES)
        .collectAsList()
        .stream()
        .map(row -> "cast('" + row.getString(0) + "' AS " + column.dataType().sql() + ")")
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
      default ->
          name
              + List.of(" = ", " <> ", " < ", " <= ", " > ", " >= ", " <=> ").get(random.nextInt(7))
              + literal(column);
    };
  }

  String predicate(int depth) {
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
  void ask(int queries) {
    for (int i = 0; i < queries; i++) {
      String where = " FROM $T WHERE " + predicate(3);
      same("SELECT *, _metadata.row_index, _metadata.file_name" + where);
      List<String> aggregates = new ArrayList<>();
      for (int j = 0; j < 6; j++) {
        aggregates.add(aggregate());
      }
      String list = "SELECT count(*), " + String.join(", ", aggregates);
      same(list + where);
      same(list + " FROM $T");
      String keys = key();
      same("SELECT " + keys + ", count(*), " + aggregates.get(0) + where + " GROUP BY " + keys);
      keys += ", " + key();
      same("SELECT " + keys + ", " + String.join(", ", aggregates) + " FROM $T GROUP BY " + keys);
      same("SELECT DISTINCT " + keys + where);
    }
  }

  private String key() {
    return switch (random.nextInt(8)) {
      case 0 -> "_metadata.file_path";
      case 1 -> "_metadata.row_index";
      default -> column().name();
    };
  }

  /** The same answer from both, in any order, or the same kind of error. */
  void same(String sql) {
    assertThat(answer(sql.replace("$T", "pushed")))
        .as("seed %d: %s", seed, sql)
        .isEqualTo(answer(sql.replace("$T", "plain")));
  }

  private String answer(String sql) {
    try {
      List<String> rows = new ArrayList<>();
      for (Row row : spark.sql(sql).collectAsList()) {
        rows.add(row.mkString("|"));
      }
      rows.sort(null);
      return String.join("\n", rows);
    } catch (RuntimeException e) {
      return errorClass(e);
    }
  }

  private static String errorClass(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof org.apache.spark.SparkThrowable known && known.getCondition() != null) {
        return "error " + known.getCondition();
      }
    }
    throw new AssertionError(e);
  }
}
