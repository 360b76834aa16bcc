// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;

/** Answers as lists of rows of numbers and texts, and whether two of them say the same. */
final class Answers {
  /** Sums of doubles depend on the order of what is added up. */
  private static final double TOLERANCE = 1e-9;

  private Answers() {}

  static List<List<Object>> of(List<Row> rows) {
    List<List<Object>> answer = new ArrayList<>();
    for (Row row : rows) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        values.add(row.get(i));
      }
      answer.add(values);
    }
    return answer;
  }

  /** An answer of one value. */
  static List<List<Object>> of(Object value) {
    return List.of(List.of(value));
  }

  static boolean same(Object one, Object other) {
    if (one instanceof List<?> some && other instanceof List<?> others) {
      if (some.size() != others.size()) {
        return false;
      }
      for (int i = 0; i < some.size(); i++) {
        if (!same(some.get(i), others.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (one instanceof Number some && other instanceof Number others) {
      double larger = Math.max(Math.abs(some.doubleValue()), Math.abs(others.doubleValue()));
      return Math.abs(some.doubleValue() - others.doubleValue()) <= larger * TOLERANCE;
    }
    return one.equals(other);
  }
}
