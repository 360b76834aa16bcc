// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import java.util.Arrays;

/** The rows of a batch that only Spark's parser gets right. For one thread. */
final class SlowRows {
  private final boolean[] marks;
  private boolean any;

  SlowRows(int maxRows) {
    this.marks = new boolean[maxRows];
  }

  /** Makes ready for another batch. */
  void clear() {
    if (any) {
      Arrays.fill(marks, false);
      any = false;
    }
  }

  void mark(int row) {
    marks[row] = true;
    any = true;
  }

  void markAll(int rows) {
    Arrays.fill(marks, 0, rows, true);
    any = true;
  }

  boolean contains(int row) {
    return marks[row];
  }

  boolean isEmpty() {
    return !any;
  }
}
