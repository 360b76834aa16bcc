// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.sql;

import java.util.List;
import java.util.Random;

/** Kinds of values that are compared with one another, and literals that meet those of the rows. */
enum Kind {
  INT("0", "1", "-1", "7", "20", "-20", "100", "2147483647", "cast(NULL AS INT)"),
  LONG("0L", "1L", "-1L", "40L", "9223372036854775807L", "-2147483648L", "cast(NULL AS BIGINT)"),
  DEC("0.00BD", "1.25BD", "-2.50BD", "2.5BD", "cast(NULL AS DECIMAL(9,2))", "1.251BD"),
  BIG(
      "99999999999999999999999999999999.999999BD",
      "-99999999999999999999999999999999.999999BD",
      "0.000001BD",
      "cast(1.25BD AS DECIMAL(38,6))",
      "cast(0 AS DECIMAL(38,6))"),
  DBL("0D", "-0.0D", "1.5D", "-2.5D", "3D", "1e9D", "double('NaN')", "double('Infinity')"),
  FLT("0F", "float('-0.0')", "1.5F", "-2.5F", "3F", "float('NaN')", "float('-Infinity')"),
  BOOL("true", "false", "cast(NULL AS BOOLEAN)"),
  STR("''", "'a'", "'ab'", "'A'", "'b'", "'ä'", "'zz'", "' '", "'a '", "cast(NULL AS STRING)"),
  /** Whose case does not count. */
  LC("'' COLLATE UTF8_LCASE", "'A' COLLATE UTF8_LCASE", "'ab' COLLATE UTF8_LCASE"),
  DATE("DATE'2024-03-31'", "DATE'1970-01-01'", "DATE'1969-12-12'", "cast(NULL AS DATE)"),
  TS(
      "TIMESTAMP'2024-03-31 01:30:00Z'",
      "TIMESTAMP'2024-03-30 20:30:00.001Z'",
      "TIMESTAMP'2024-03-31 03:30:00'",
      "cast(NULL AS TIMESTAMP)"),
  NTZ("TIMESTAMP_NTZ'2024-03-31 01:30:00'", "TIMESTAMP_NTZ'2024-03-30 20:30:00'"),
  STRUCT("named_struct('a', 1, 'b', 'ab')", "named_struct('a', -1, 'b', '')"),
  ARR("array(1, 2, 3)", "array(0)", "array(-1, 0, 1)", "cast(array() AS ARRAY<INT>)"),
  BIN("X''", "X'61'", "X'00FF'");

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> literals;

  Kind(String... literals) {
    this.literals = List.of(literals);
  }

  String literal(Random random) {
    return literals.get(random.nextInt(literals.size()));
  }
}
