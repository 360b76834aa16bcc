// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The columns that an expression may name. */
final class Scope {
  /**
   * A column of a relation.
   *
   * @param sql with the alias of its relation
   */
  record Name(String sql, Kind kind) {}

  private final List<Name> names = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();
  private boolean hasIds = true;

  /** Columns of a table, under an alias. */
  static Scope of(SqlTable table, String alias) {
    Scope scope = new Scope();
    table.columns().forEach((column, kind) -> scope.add(alias + "." + column, kind));
    if (table.hasRowIndex()) {
      scope.add(alias + "._metadata.row_index", Kind.LONG);
    }
    scope.hasIds = !table.id().isEmpty();
    scope.ids.add(alias + "." + table.id());
    return scope;
  }

  /** Columns {@code c0}, {@code c1}, ... of a subquery, under an alias. */
  static Scope of(List<Kind> kinds, String alias) {
    Scope scope = new Scope();
    for (Kind kind : kinds) {
      scope.add(alias + ".c" + scope.names.size(), kind);
    }
    scope.hasIds = false;
    return scope;
  }

  private void add(String sql, Kind kind) {
    names.add(new Name(sql, kind));
  }

  /** The columns of both. */
  Scope and(Scope other) {
    Scope both = new Scope();
    both.names.addAll(names);
    both.names.addAll(other.names);
    both.ids.addAll(ids);
    both.ids.addAll(other.ids);
    both.hasIds = hasIds && other.hasIds;
    return both;
  }

  /** Columns that no two rows have alike, with commas, or nothing. */
  String ids() {
    return hasIds ? String.join(", ", ids) : "";
  }

  Name any(Random random) {
    return names.get(random.nextInt(names.size()));
  }

  /** A column of a kind, or null. */
  String any(Random random, Kind kind) {
    List<Name> fitting = names.stream().filter(name -> name.kind() == kind).toList();
    return fitting.isEmpty() ? null : fitting.get(random.nextInt(fitting.size())).sql();
  }
}
