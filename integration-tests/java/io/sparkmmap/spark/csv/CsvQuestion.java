// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.FractionalType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * A random query of a CSV file.
 *
 * @param condition of the rows
 * @param kind what is asked of them
 * @param columns that are asked for
 * @param limit of rows, where the kind has one
 */
record CsvQuestion(String condition, Kind kind, List<String> columns, int limit) {
  /** What is asked of the rows. */
  enum Kind {
    ALL,
    SOME,
    COUNT,
    COUNTS,
    EXTREMES,
    SUMS,
    GROUPS,
    LIMIT
  }

  private static final List<String> TEXTS =
      List.of("'abc'", "'1'", "'NA'", "''", "'é'", "'a'", "'x y'", "'2026-01-31'", "'EMPTY'");
  private static final List<String> NUMBERS =
      List.of("0", "1", "-7", "127", "2147483647", "1.5", "5.5BD", "0.1D", "12345678L", "null");
  private static final List<String> DAYS =
      List.of("DATE'2026-01-31'", "DATE'2024-02-29'", "DATE'0001-01-01'", "current_date()");
  private static final List<String> TIMES =
      List.of(
          "'2026-11-21 10:20:30'",
          "'2026-03-08 02:30:00'",
          "'2026-11-01 01:30:00.5'",
          "'2026-11-21 10:20:30.123456'",
          "'2026-01-31'");

  /**
   * A query.
   *
   * @param fixedOrder whether the rows have an order, so that there may be a limit
   */
  static CsvQuestion random(Random random, StructType columns, boolean fixedOrder) {
    Kind[] kinds = Kind.values();
    Kind kind = kinds[random.nextInt(fixedOrder ? kinds.length : kinds.length - 1)];
    List<String> some = new ArrayList<>();
    for (String name : columns.fieldNames()) {
      if (random.nextInt(3) == 0) {
        some.add(random.nextInt(some.size() + 1), name);
      }
    }
    if (some.isEmpty()) {
      some.add(columns.fieldNames()[random.nextInt(columns.length())]);
    }
    return new CsvQuestion(condition(random, columns), kind, some, random.nextInt(8));
  }

  private static String condition(Random random, StructType columns) {
    String first = comparison(random, columns);
    return switch (random.nextInt(8)) {
      case 0, 1 -> "true";
      case 2 -> "NOT (" + first + ")";
      case 3 -> first + " OR " + comparison(random, columns);
      case 4 -> first + " AND " + comparison(random, columns);
      default -> first;
    };
  }

  private static String comparison(Random random, StructType columns) {
    StructField column = columns.fields()[random.nextInt(columns.length())];
    String name = column.name();
    if (random.nextInt(5) == 0) {
      return name + (random.nextBoolean() ? " IS NULL" : " IS NOT NULL");
    }
    if (column.dataType() instanceof StringType) {
      return text(random, name);
    }
    if (column.dataType() instanceof BooleanType) {
      return pick(random, List.of(name, "NOT " + name, name + " <=> true", name + " = false"));
    }
    if (column.dataType() instanceof NumericType) {
      return compared(random, name, NUMBERS);
    }
    if (column.dataType() instanceof DateType) {
      return random.nextInt(4) == 0 ? "year(" + name + ") = 2026" : compared(random, name, DAYS);
    }
    if (column.dataType() instanceof TimestampType) {
      return compared(random, name, TIMES.stream().map("TIMESTAMP"::concat).toList());
    }
    if (column.dataType() instanceof TimestampNTZType) {
      return compared(random, name, TIMES.stream().map("TIMESTAMP_NTZ"::concat).toList());
    }
    if (column.dataType() instanceof BinaryType) {
      return "length(" + name + ") > 1";
    }
    return "cast(" + name + " AS string) > '1'";
  }

  private static String text(Random random, String name) {
    String text = pick(random, TEXTS);
    String part = text.substring(1, text.length() - 1);
    return switch (random.nextInt(6)) {
      case 0 -> name + " LIKE '" + part + "%'";
      case 1 -> name + " LIKE '%" + part + "'";
      case 2 -> "contains(" + name + ", " + text + ")";
      case 3 -> "length(" + name + ") < 3";
      default -> compared(random, name, TEXTS);
    };
  }

  private static String compared(Random random, String name, List<String> literals) {
    String literal = pick(random, literals);
    return switch (random.nextInt(7)) {
      case 0 -> name + " IN (" + literal + ", " + pick(random, literals) + ")";
      case 1 -> literal + " <= " + name;
      case 2 -> name + " BETWEEN " + literal + " AND " + pick(random, literals);
      default -> name + pick(random, List.of(" = ", " <> ", " < ", " > ", " <=> ")) + literal;
    };
  }

  private static String pick(Random random, List<String> all) {
    return all.get(random.nextInt(all.size()));
  }

  Dataset<Row> of(Dataset<Row> rows) {
    Dataset<Row> wanted = rows.where(condition);
    Column[] some = columns.stream().map(functions::col).toArray(Column[]::new);
    return switch (kind) {
      case ALL -> wanted;
      case SOME -> wanted.select(some);
      case LIMIT -> wanted.select(some).limit(limit);
      case COUNT -> wanted.selectExpr("count(*)");
      case COUNTS -> wanted.selectExpr(each("count"));
      case EXTREMES -> wanted.selectExpr(each("min", "max"));
      case SUMS -> wanted.selectExpr(sums(rows.schema()));
      case GROUPS -> wanted.groupBy(some[0]).agg(functions.count("*"));
    };
  }

  /** Of columns whose sum does not depend on the order of the rows. */
  private String[] sums(StructType all) {
    return Stream.concat(
            Stream.of("count(*)"),
            columns.stream()
                .filter(column -> all.apply(column).dataType() instanceof NumericType)
                .filter(
                    column ->
                        !(all.apply(column).dataType() instanceof FractionalType)
                            || all.apply(column).dataType() instanceof DecimalType)
                .map(column -> "sum(" + column + ")"))
        .toArray(String[]::new);
  }

  private String[] each(String... aggregates) {
    return columns.stream()
        .flatMap(column -> Arrays.stream(aggregates).map(name -> name + "(" + column + ")"))
        .toArray(String[]::new);
  }
}
