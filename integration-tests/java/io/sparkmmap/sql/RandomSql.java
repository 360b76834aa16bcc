// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Makes one random query over tables, which has one answer. */
final class RandomSql {
  /** Kinds whose equal values are the same value. */
  private static final List<Kind> SHOWN =
      Arrays.stream(Kind.values()).filter(kind -> kind != Kind.LC && kind != Kind.BIN).toList();

  /** A sample that leaves nothing out. */
  static final String ALL_BLOCKS = " TABLESAMPLE SYSTEM (100 PERCENT)";

  private final List<SqlTable> tables;
  private final Random random;
  private final RandomExpressions expressions;
  private int aliases;

  RandomSql(List<SqlTable> tables, Random random) {
    this.tables = tables;
    this.random = random;
    this.expressions = new RandomExpressions(random);
  }

  /** What follows FROM, and what it shows. */
  private record Relation(String sql, Scope scope) {}

  /** A query whose answer is a list of rows if it {@link #isOrdered}, else a bag of them. */
  String query() {
    List<Kind> kinds = kinds(1 + random.nextInt(4));
    String query = random.nextInt(12) == 0 ? risky() : whole(kinds);
    if (random.nextInt(6) == 0 && !query.startsWith("SELECT /* risky */")) {
      String name = "q" + aliases++;
      query =
          "WITH %s%s AS (%s) SELECT * FROM %s UNION ALL SELECT * FROM %s WHERE %s"
              .formatted(
                  name,
                  columns(kinds),
                  query,
                  name,
                  name,
                  expressions.predicate(Scope.of(kinds, name), 1));
    }
    return query;
  }

  static boolean isOrdered(String query) {
    return query.endsWith("/* ordered */");
  }

  private List<Kind> kinds(int count) {
    List<Kind> kinds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      kinds.add(SHOWN.get(random.nextInt(SHOWN.size())));
    }
    return kinds;
  }

  private static String columns(List<Kind> kinds) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      names.add("c" + i);
    }
    return "(" + String.join(", ", names) + ")";
  }

  /** Most queries are small, so that many can be asked. */
  private String whole(List<Kind> kinds) {
    int depth = List.of(0, 0, 0, 0, 0, 1, 1, 1, 1, 2).get(random.nextInt(10));
    String query = unordered(kinds, depth);
    return random.nextInt(4) > 0 ? query : query + ordered(kinds.size()) + " /* ordered */";
  }

  private String select(List<Kind> kinds, int depth) {
    String query = unordered(kinds, depth);
    return random.nextInt(4) > 0 ? query : query + ordered(kinds.size());
  }

  private String unordered(List<Kind> kinds, int depth) {
    return switch (random.nextInt(depth == 0 ? 18 : 20)) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> plain(kinds, depth);
      case 8, 9, 10, 11, 12, 13, 14 -> grouped(kinds, depth);
      case 15, 16, 17 -> windowed(kinds, depth);
      default -> sets(kinds, depth - 1);
    };
  }

  /** By all columns, so that what is cut off is the same. */
  private String ordered(int columns) {
    List<String> keys = new ArrayList<>();
    for (int i = 1; i <= columns; i++) {
      keys.add(
          i + List.of("", " DESC", " ASC NULLS LAST", " DESC NULLS FIRST").get(random.nextInt(4)));
    }
    Collections.shuffle(keys, random);
    String ordered = " ORDER BY " + String.join(", ", keys);
    if (random.nextInt(5) > 0) {
      ordered += " LIMIT " + random.nextInt(20);
    }
    if (random.nextInt(4) == 0) {
      ordered += " OFFSET " + random.nextInt(10);
    }
    return ordered;
  }

  private String values(List<Kind> kinds, Scope scope) {
    return kinds.stream()
        .map(kind -> expressions.value(kind, scope, random.nextInt(3)))
        .collect(Collectors.joining(", "));
  }

  private String plain(List<Kind> kinds, int depth) {
    Relation from = from(depth);
    return "SELECT %s%s FROM %s%s"
        .formatted(
            random.nextInt(4) == 0 ? "DISTINCT " : "",
            values(kinds, from.scope()),
            from.sql(),
            where(from.scope(), depth));
  }

  /** What may fail is alone in its query, so that it fails in whatever order things are done. */
  private String risky() {
    SqlTable table = table();
    Scope scope = Scope.of(table, "r");
    String risky = expressions.risky(scope);
    return switch (random.nextInt(3)) {
      case 0 -> "SELECT /* risky */ %s FROM @%s AS r".formatted(risky, table.name());
      case 1 -> "SELECT /* risky */ count(*), max(%s) FROM @%s AS r".formatted(risky, table.name());
      default ->
          "SELECT /* risky */ count(*) FROM @%s AS r WHERE %s > 0".formatted(table.name(), risky);
    };
  }

  private String grouped(List<Kind> kinds, int depth) {
    Relation from = from(depth);
    Scope scope = from.scope();
    List<Scope.Name> keys = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      Scope.Name name = scope.any(random);
      if (keys.stream().noneMatch(key -> key.sql().equals(name.sql()))) {
        keys.add(name);
      }
    }
    List<String> outputs = new ArrayList<>();
    for (Kind kind : kinds) {
      outputs.add(
          keys.stream()
              .filter(key -> key.kind() == kind && random.nextInt(4) > 0)
              .map(Scope.Name::sql)
              .findFirst()
              .orElseGet(() -> expressions.aggregate(kind, scope)));
    }
    String list = keys.stream().map(Scope.Name::sql).collect(Collectors.joining(", "));
    String group =
        keys.isEmpty()
            ? ""
            : " GROUP BY "
                + switch (random.nextInt(8)) {
                  case 0 -> "ROLLUP(" + list + ")";
                  case 1 -> "CUBE(" + list + ")";
                  case 2 -> list + " GROUPING SETS ((" + list + "), ())";
                  default -> list;
                };
    String having =
        random.nextInt(5) == 0
            ? " HAVING "
                + expressions.aggregate(Kind.LONG, scope)
                + expressions.operator()
                + Kind.LONG.literal(random)
            : "";
    return "SELECT "
        + String.join(", ", outputs)
        + " FROM "
        + from.sql()
        + where(scope, depth)
        + group
        + having;
  }

  private String windowed(List<Kind> kinds, int depth) {
    Relation from = from(depth);
    String list =
        kinds.stream()
            .map(
                kind ->
                    random.nextBoolean()
                        ? expressions.window(kind, from.scope())
                        : expressions.value(kind, from.scope(), 0))
            .collect(Collectors.joining(", "));
    return "SELECT " + list + " FROM " + from.sql() + where(from.scope(), 0);
  }

  private String sets(List<Kind> kinds, int depth) {
    String operator =
        List.of("UNION ALL", "UNION", "INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL")
            .get(random.nextInt(6));
    return "(%s) %s (%s)".formatted(select(kinds, depth), operator, select(kinds, depth));
  }

  // ---- relations

  private SqlTable table() {
    return tables.get(random.nextInt(tables.size()));
  }

  private String alias() {
    return "t" + aliases++;
  }

  private Relation base() {
    SqlTable table = table();
    String alias = alias();
    return new Relation(
        "@" + table.name() + sample(table) + " AS " + alias, Scope.of(table, alias));
  }

  private String sample(SqlTable table) {
    if (!table.isOneSplit() || random.nextInt(8) > 0) {
      return "";
    }
    return random.nextInt(4) == 0
        ? ALL_BLOCKS
        : " TABLESAMPLE (%d PERCENT) REPEATABLE (%d)"
            .formatted(random.nextInt(101), random.nextInt(9));
  }

  private Relation derived(int depth) {
    List<Kind> kinds = kinds(1 + random.nextInt(3));
    String alias = alias();
    return new Relation(
        "(%s) AS %s%s".formatted(select(kinds, depth), alias, columns(kinds)),
        Scope.of(kinds, alias));
  }

  private Relation single(int depth) {
    return depth > 0 && random.nextInt(5) == 0 ? derived(depth - 1) : base();
  }

  private Relation from(int depth) {
    Relation from = single(depth);
    for (int joins = depth == 0 ? 0 : random.nextInt(3) / (3 - depth); joins > 0; joins--) {
      from = joined(from, single(depth - 1));
    }
    return from;
  }

  private Relation joined(Relation left, Relation right) {
    String kind =
        List.of("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "LEFT SEMI JOIN", "LEFT ANTI JOIN")
            .get(random.nextInt(6));
    Scope both = left.scope().and(right.scope());
    String condition = equality(left.scope(), right.scope());
    if (random.nextInt(3) == 0) {
      condition += " AND " + expressions.predicate(both, 1);
    }
    if (random.nextInt(25) == 0) {
      condition = expressions.predicate(both, 1);
    }
    return new Relation(
        "%s %s %s ON %s".formatted(left.sql(), kind, right.sql(), condition),
        kind.contains("SEMI") || kind.contains("ANTI") ? left.scope() : both);
  }

  /** Of two columns of one kind, or of one and an expression. */
  private String equality(Scope left, Scope right) {
    Scope.Name name = left.any(random);
    for (int tries = 0; tries < 5 && right.any(random, name.kind()) == null; tries++) {
      name = left.any(random);
    }
    return name.sql()
        + (random.nextInt(6) == 0 ? " <=> " : " = ")
        + expressions.value(name.kind(), right, 0);
  }

  // ---- conditions

  private String where(Scope scope, int depth) {
    if (random.nextInt(4) == 0) {
      return "";
    }
    String condition = expressions.predicate(scope, 2);
    if (depth > 0 && random.nextInt(3) == 0) {
      condition += (random.nextInt(4) == 0 ? " OR " : " AND ") + subquery(scope);
    }
    return " WHERE " + condition;
  }

  private String subquery(Scope scope) {
    Scope.Name name = scope.any(random);
    String not = random.nextInt(3) == 0 ? "NOT " : "";
    return switch (random.nextInt(4)) {
      case 0 -> name.sql() + " " + not + "IN (" + select(List.of(name.kind()), 0) + ")";
      case 1 -> not + "EXISTS (" + correlated("1", scope) + ")";
      case 2 -> name.sql() + " " + not + "IN (" + correlatedValue(name.kind(), scope) + ")";
      default -> {
        Relation inner = base();
        yield name.sql()
            + expressions.operator()
            + "(SELECT %s FROM %s WHERE %s)"
                .formatted(
                    expressions.aggregate(name.kind(), inner.scope()),
                    inner.sql(),
                    random.nextBoolean()
                        ? equality(scope, inner.scope()).replace(" <=> ", " = ")
                        : expressions.predicate(inner.scope(), 1));
      }
    };
  }

  private String correlated(String list, Scope outer) {
    Relation inner = base();
    return "SELECT %s FROM %s WHERE %s AND %s"
        .formatted(
            list,
            inner.sql(),
            equality(outer, inner.scope()),
            expressions.predicate(inner.scope(), 1));
  }

  private String correlatedValue(Kind kind, Scope outer) {
    Relation inner = base();
    return "SELECT %s FROM %s WHERE %s"
        .formatted(
            expressions.value(kind, inner.scope(), 1), inner.sql(), equality(outer, inner.scope()));
  }
}
