// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.util.List;
import java.util.Locale;

/** What everyone is asked, in the SQL that Spark and DuckDB have in common. */
enum PeerQuery {
  LINES_COUNT("lines", "count of lines", "SELECT count(*) FROM %s"),
  LINES_CONTAIN(
      "contain",
      "lines that contain a word",
      "SELECT count(*) FROM %s WHERE value LIKE '%%ERROR%%'"),
  COUNT("count", "count of records", "SELECT count(*) FROM %s"),
  SUM("sum", "sum of one column", "SELECT sum(size) FROM %s"),
  EXPRESSION("product", "sum of price * size", "SELECT sum(price * size) FROM %s"),
  GROUP(
      "group",
      "group by a string",
      "SELECT symbol, sum(size), count(*) FROM %s GROUP BY symbol ORDER BY symbol"),
  TOP("top", "top ten", "SELECT id, price FROM %s ORDER BY price DESC, id LIMIT 10"),
  LOOKUP("lookup", "lookup of one record", "SELECT id, symbol, price, size FROM %s WHERE id = %d"),
  FIRST("first", "first ten records", "SELECT id, symbol, price, size FROM %s LIMIT 10"),
  AGAIN(
      "all",
      "second scan, all columns",
      "SELECT sum(id), max(time), sum(length(symbol)), sum(price), sum(size) FROM %s"),
  FIRST_OF_MANY("40 GiB", "first ten of 40 GiB", "SELECT id, symbol, price, size FROM %s LIMIT 10");

  private final String column;
  private final String title;
  private final String sql;

  PeerQuery(String column, String title, String sql) {
    this.column = column;
    this.title = title;
    this.sql = sql;
  }

  /** A word for the head of a column. */
  String column() {
    return column;
  }

  /** For charts. */
  String title() {
    return title;
  }

  /**
   * The query of a table.
   *
   * @param table or what else may stand behind FROM
   * @param wantedId of the record that {@link #LOOKUP} is for
   */
  String sql(String table, long wantedId) {
    return String.format(Locale.ROOT, sql, table, wantedId);
  }

  /** The name on a command line and in the result file. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether two answers do not contradict each other: without an order, any ten rows will do. */
  boolean accepts(Object one, Object other) {
    return this == FIRST
        ? ((List<?>) one).size() == ((List<?>) other).size()
        : Answers.same(one, other);
  }

  boolean isOfLines() {
    return this == LINES_COUNT || this == LINES_CONTAIN;
  }

  static PeerQuery ofId(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
