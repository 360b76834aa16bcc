// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.sql;

import java.util.List;
import java.util.Random;

/**
 * Random expressions whose values are the same in whatever order rows come: a representative of
 * values that count as equal is never shown, and nothing that may overflow is added up.
 */
final class RandomExpressions {
  private static final List<String> OPERATORS =
      List.of(" = ", " <> ", " < ", " <= ", " > ", " >= ", " <=> ", " IS DISTINCT FROM ");

  private final Random random;

  RandomExpressions(Random random) {
    this.random = random;
  }

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  String operator() {
    return OPERATORS.get(random.nextInt(OPERATORS.size()));
  }

  /** A value of a kind out of what a scope has. */
  String value(Kind kind, Scope scope, int depth) {
    String column = scope.any(random, kind);
    if (column != null && (depth == 0 || random.nextInt(3) > 0)) {
      return column;
    }
    if (depth == 0) {
      return kind.literal(random);
    }
    return switch (random.nextInt(8)) {
      case 0 -> kind.literal(random);
      case 1 -> call("coalesce", kind, scope, depth);
      case 2 -> call("nullif", kind, scope, depth);
      case 3 ->
          "CASE WHEN %s THEN %s ELSE %s END"
              .formatted(
                  predicate(scope, depth - 1),
                  value(kind, scope, depth - 1),
                  value(kind, scope, depth - 1));
      default -> computed(kind, scope, depth - 1);
    };
  }

  private String call(String function, Kind kind, Scope scope, int depth) {
    return "%s(%s, %s)"
        .formatted(function, value(kind, scope, depth - 1), value(kind, scope, depth - 1));
  }

  private String computed(Kind kind, Scope scope, int depth) {
    return switch (kind) {
      case INT ->
          switch (random.nextInt(5)) {
            case 0 -> "length(" + value(Kind.STR, scope, depth) + ")";
            case 1 -> one("year(", "month(", "dayofweek(") + value(Kind.DATE, scope, depth) + ")";
            case 2 -> one("hour(", "minute(") + value(Kind.TS, scope, depth) + ")";
            case 3 -> value(Kind.STRUCT, scope, depth) + ".a";
            default -> "(" + value(Kind.INT, scope, depth) + " % 7)";
          };
      case LONG ->
          switch (random.nextInt(3)) {
            case 0 -> "cast(" + value(Kind.INT, scope, depth) + " AS BIGINT)";
            case 1 -> "bigint(size(" + value(Kind.ARR, scope, depth) + "))";
            default -> "(" + value(Kind.LONG, scope, depth) + " % 100)";
          };
      case DEC ->
          one(
              "round(" + value(Kind.DEC, scope, depth) + ", 1)",
              "cast(" + value(Kind.INT, scope, depth) + " AS DECIMAL(12,2))",
              "(-" + value(Kind.DEC, scope, depth) + ")");
      case BIG -> "cast(" + value(Kind.INT, scope, depth) + " AS DECIMAL(38,6))";
      case DBL ->
          one(
              "cast(" + value(Kind.FLT, scope, depth) + " AS DOUBLE)",
              "(" + value(Kind.DBL, scope, depth) + " + " + Kind.DBL.literal(random) + ")",
              "nanvl(" + value(Kind.DBL, scope, depth) + ", 7D)",
              "cast(" + value(Kind.DEC, scope, depth) + " AS DOUBLE)");
      case FLT -> "abs(" + value(Kind.FLT, scope, depth) + ")";
      case BOOL -> "(" + predicate(scope, depth) + ")";
      case STR -> text(scope, depth);
      case LC -> "lower(" + value(Kind.LC, scope, depth) + ")";
      case DATE ->
          one(
              "date_add(" + value(Kind.DATE, scope, depth) + ", 31)",
              "cast(" + value(Kind.TS, scope, depth) + " AS DATE)",
              "last_day(" + value(Kind.DATE, scope, depth) + ")");
      case TS ->
          one(
              "date_trunc('DAY', " + value(Kind.TS, scope, depth) + ")",
              "(" + value(Kind.TS, scope, depth) + " + INTERVAL '1' DAY)",
              "cast(" + value(Kind.NTZ, scope, depth) + " AS TIMESTAMP)");
      case NTZ -> "(" + value(Kind.NTZ, scope, depth) + " - INTERVAL '36' HOUR)";
      case STRUCT ->
          "named_struct('a', %s, 'b', %s)"
              .formatted(value(Kind.INT, scope, depth), value(Kind.STR, scope, depth));
      case ARR ->
          one(
              "array(" + value(Kind.INT, scope, depth) + ", 1)",
              "sort_array(" + value(Kind.ARR, scope, depth) + ")",
              "slice(" + value(Kind.ARR, scope, depth) + ", 1, 2)");
      case BIN -> "cast(" + value(Kind.STR, scope, depth) + " AS BINARY)";
    };
  }

  private String text(Scope scope, int depth) {
    return switch (random.nextInt(7)) {
      case 0 -> "upper(" + value(Kind.STR, scope, depth) + ")";
      case 1 -> "concat(" + value(Kind.STR, scope, depth) + ", '|')";
      case 2 -> "substring(" + value(Kind.STR, scope, depth) + ", 1, 1)";
      case 3 -> "collate(lower(" + value(Kind.LC, scope, depth) + "), 'UTF8_BINARY')";
      case 4 -> "hex(" + value(Kind.BIN, scope, depth) + ")";
      case 5 -> value(Kind.STRUCT, scope, depth) + ".b";
      default ->
          "cast("
              + value(
                  List.of(Kind.INT, Kind.DEC, Kind.BIG, Kind.TS).get(random.nextInt(4)), scope, 0)
              + " AS STRING)";
    };
  }

  /** A condition without subqueries. */
  String predicate(Scope scope, int depth) {
    if (depth > 0) {
      int way = random.nextInt(6);
      if (way < 2) {
        String connective = way == 0 ? " AND " : " OR ";
        return "(" + predicate(scope, depth - 1) + connective + predicate(scope, depth - 1) + ")";
      }
      if (way == 2) {
        return "NOT (" + predicate(scope, depth - 1) + ")";
      }
    }
    Scope.Name name = scope.any(random);
    String column = name.sql();
    Kind kind = name.kind();
    return switch (random.nextInt(10)) {
      case 0 -> column + one(" IS NULL", " IS NOT NULL");
      case 1 ->
          column
              + one(" IN (", " NOT IN (")
              + kind.literal(random)
              + ", "
              + kind.literal(random)
              + ", "
              + kind.literal(random)
              + ")";
      case 2 -> column + " BETWEEN " + kind.literal(random) + " AND " + kind.literal(random);
      case 3 -> special(column, kind);
      case 4 -> value(kind, scope, 1) + operator() + value(kind, scope, depth);
      case 5 -> value(kind, scope, 1) + operator() + kind.literal(random);
      case 6 -> kind.literal(random) + operator() + column;
      default -> column + operator() + kind.literal(random);
    };
  }

  private String special(String column, Kind kind) {
    return switch (kind) {
      case STR ->
          one(
              column + " LIKE 'a%'",
              column + " LIKE '%b'",
              column + " LIKE '%a%'",
              column + " LIKE '_'",
              column + " RLIKE '^[ab]'",
              "contains(" + column + ", 'ä')",
              "startswith(" + column + ", '')",
              "endswith(" + column + ", 'z')");
      case LC -> one("contains(", "startswith(", "endswith(") + column + ", 'A')";
      case DBL, FLT -> one("", "NOT ") + "isnan(" + column + ")";
      case BOOL -> one("", "NOT ") + column;
      case STRUCT -> column + one(".a", ".a", ".b") + one(" IS NULL", " IS NOT NULL", " = '1'");
      case ARR -> one("array_contains(" + column + ", 1)", column + "[0] >= 0");
      case INT, LONG -> column + one(" = 1.0BD", " < 2.5D", " > 1L", " <= '7'");
      case DEC, BIG -> column + one(" = 1", " < 2.5D", " > 1.234BD");
      case DATE -> column + one(" < TIMESTAMP'2024-03-31 01:30:00Z'", " = '2024-03-31'");
      case TS, NTZ -> column + one(" < DATE'2024-03-31'", " >= '2024-03-31 01:30:00'");
      case BIN -> "length(" + column + ") > 1";
    };
  }

  /** What fails for some values under ANSI, and gives nulls otherwise. */
  String risky(Scope scope) {
    return switch (random.nextInt(6)) {
      case 0 -> "cast(" + value(Kind.LONG, scope, 0) + " AS INT)";
      case 1 -> "(1 / " + value(Kind.INT, scope, 0) + ")";
      case 2 -> "cast(" + value(Kind.STR, scope, 0) + " AS INT)";
      case 3 -> "(" + value(Kind.BIG, scope, 0) + " * 10)";
      case 4 -> "(" + value(Kind.LONG, scope, 0) + " + 1L)";
      default -> value(Kind.ARR, scope, 0) + "[" + random.nextInt(5) + "]";
    };
  }

  /** An aggregate that gives a value of a kind. */
  String aggregate(Kind kind, Scope scope) {
    String argument = value(kind, scope, random.nextInt(2));
    String filter = random.nextInt(6) == 0 ? " FILTER (WHERE " + predicate(scope, 1) + ")" : "";
    String any = one("min(", "max(") + argument + ")" + filter;
    Scope.Name name = scope.any(random);
    return switch (kind) {
      case LONG ->
          switch (random.nextInt(6)) {
            case 0 -> "count(*)" + filter;
            case 1 -> "count(" + name.sql() + ")" + filter;
            case 2 -> "count(DISTINCT " + name.sql() + ")";
            case 3 -> "sum(" + value(Kind.INT, scope, 0) + " % 1000)" + filter;
            case 4 -> "count_if(" + predicate(scope, 1) + ")";
            default -> any;
          };
      case DEC ->
          switch (random.nextInt(4)) {
            case 0 -> "sum(" + value(Kind.DEC, scope, 0) + ")" + filter;
            case 1 -> "avg(" + value(Kind.DEC, scope, 0) + ")" + filter;
            case 2 -> "sum(DISTINCT " + value(Kind.DEC, scope, 0) + ")";
            default -> any;
          };
      case DBL ->
          switch (random.nextInt(5)) {
            case 0 -> one("sum(", "avg(") + value(Kind.DBL, scope, 0) + ")" + filter;
            case 1 -> one("sum(", "avg(") + value(Kind.FLT, scope, 0) + ")" + filter;
            case 2 -> "avg(" + value(Kind.INT, scope, 0) + ")" + filter;
            case 3 -> "percentile(" + value(Kind.INT, scope, 0) + ", 0.5)";
            default -> any;
          };
      case BOOL -> one("every(", "some(") + predicate(scope, 1) + ")" + filter;
      case INT -> random.nextInt(3) == 0 ? "cast(count(*) AS INT)" : any;
      case ARR ->
          random.nextBoolean()
              ? any
              : "sort_array(collect_list(" + value(Kind.INT, scope, 0) + ")" + filter + ")";
      default -> any;
    };
  }

  /** A window function that gives a value of a kind, alike for rows that are peers. */
  String window(Kind kind, Scope scope) {
    String partition =
        random.nextInt(4) == 0 ? "" : "PARTITION BY " + scope.any(random).sql() + " ";
    String ids = scope.ids();
    if (!ids.isEmpty() && random.nextBoolean()) {
      String total = " OVER (%sORDER BY %s, %s)".formatted(partition, scope.any(random).sql(), ids);
      return switch (kind) {
        case INT -> one("row_number()", "ntile(3)", "rank()", "dense_rank()") + total;
        default -> one("lag(", "lead(", "first(", "last(") + shown(kind, scope) + ")" + total;
      };
    }
    String order = random.nextInt(3) == 0 ? "" : "ORDER BY " + scope.any(random).sql();
    String over = " OVER (" + partition + order + one("", " DESC", " NULLS LAST") + ")";
    if (order.isEmpty()) {
      over = " OVER (" + partition + ")";
    }
    return switch (kind) {
      case INT -> order.isEmpty() ? "max(1)" + over : one("rank()", "dense_rank()") + over;
      case LONG -> one("count(*)", "sum(" + value(Kind.INT, scope, 0) + " % 1000)") + over;
      case DBL -> order.isEmpty() ? "max(1D)" + over : one("percent_rank()", "cume_dist()") + over;
      default -> one("min(", "max(") + shown(kind, scope) + ")" + over;
    };
  }

  private String shown(Kind kind, Scope scope) {
    return value(kind, scope, 0);
  }
}
