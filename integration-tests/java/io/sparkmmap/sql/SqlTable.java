// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.sql;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A table that there is twice, as the library and as Parquet give it.
 *
 * @param columns without {@code _metadata}
 * @param id a column without nulls or duplicates, or nothing
 * @param hasRowIndex whether {@code _metadata.row_index} is known
 * @param isOneSplit whether both are read by one task, so that they can be sampled alike
 */
record SqlTable(
    String name, Map<String, Kind> columns, String id, boolean hasRowIndex, boolean isOneSplit) {

  /** All columns of a kind of any table. */
  private static final Map<String, Kind> KINDS =
      Map.ofEntries(
          Map.entry("id", Kind.LONG),
          Map.entry("i", Kind.INT),
          Map.entry("s", Kind.INT),
          Map.entry("l", Kind.LONG),
          Map.entry("u", Kind.DEC),
          Map.entry("f", Kind.FLT),
          Map.entry("x", Kind.DBL),
          Map.entry("flag", Kind.BOOL),
          Map.entry("name", Kind.STR),
          Map.entry("c", Kind.STR),
          Map.entry("v", Kind.STR),
          Map.entry("k", Kind.STR),
          Map.entry("n", Kind.INT),
          Map.entry("value", Kind.STR),
          Map.entry("lc", Kind.LC),
          Map.entry("day", Kind.DATE),
          Map.entry("at", Kind.TS),
          Map.entry("ntz", Kind.NTZ),
          Map.entry("amount", Kind.DEC),
          Map.entry("big", Kind.BIG),
          Map.entry("bin", Kind.BIN),
          Map.entry("st", Kind.STRUCT),
          Map.entry("arr", Kind.ARR));

  static SqlTable of(String name, List<String> columns, boolean hasRowIndex, boolean isOneSplit) {
    Map<String, Kind> kinds = new TreeMap<>(); // in an order that a seed replays
    columns.forEach(column -> kinds.put(column, KINDS.get(column)));
    return new SqlTable(name, kinds, columns.contains("id") ? "id" : "", hasRowIndex, isOneSplit);
  }
}
