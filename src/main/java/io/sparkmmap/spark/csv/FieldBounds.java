// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import io.sparkmmap.core.delimited.DelimitedLines;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Where the values of one field lie in the lines of a batch, without the white space that is to be
 * ignored and without nulls. For one thread; reused for one field after the other.
 */
final class FieldBounds {
  /** The start of a field that is not to be read: it is null, or its line is for Spark's parser. */
  static final int NONE = -1;

  private final int[] starts;
  private final int[] ends;
  private final boolean trimsLeading;
  private final boolean trimsTrailing;
  private final byte[] nullText;

  FieldBounds(SparkCsv csv, int maxLines) {
    this.starts = new int[maxLines];
    this.ends = new int[maxLines];
    this.trimsLeading = csv.trimsLeading();
    this.trimsTrailing = csv.trimsTrailing();
    this.nullText = csv.nullValue().getBytes(StandardCharsets.UTF_8);
  }

  int start(int row) {
    return starts[row];
  }

  int end(int row) {
    return ends[row];
  }

  /**
   * Finds a field in all lines.
   *
   * @param slow which lines to leave alone
   * @param values where nulls are noted
   */
  void find(DelimitedLines lines, int field, SlowRows slow, ColumnValues values) {
    lines.bounds(field, starts, ends);
    int count = lines.count();
    if (!slow.isEmpty()) {
      leaveOut(slow, count);
    }
    if (trimsLeading || trimsTrailing) {
      trim(lines.region().bytes(), count);
    }
    for (int row = 0; row < count; row++) {
      if (starts[row] == ends[row]) {
        values.setNull(row);
        starts[row] = NONE;
      }
    }
    if (nullText.length > 0) {
      findNullText(lines.region().bytes(), count, values);
    }
  }

  /** An end below zero is that of no field, and not the end of an empty one. */
  private void leaveOut(SlowRows slow, int count) {
    for (int row = 0; row < count; row++) {
      if (slow.contains(row)) {
        starts[row] = NONE;
        ends[row] = NONE - 1;
      }
    }
  }

  private void trim(ByteBuffer bytes, int count) {
    for (int row = 0; row < count; row++) {
      if (starts[row] != NONE) {
        starts[row] = trimsLeading ? skipSpace(bytes, starts[row], ends[row]) : starts[row];
        ends[row] = trimsTrailing ? skipSpaceBack(bytes, starts[row], ends[row]) : ends[row];
      }
    }
  }

  private void findNullText(ByteBuffer bytes, int count, ColumnValues values) {
    for (int row = 0; row < count; row++) {
      if (starts[row] != NONE && isNullText(bytes, starts[row], ends[row])) {
        values.setNull(row);
        starts[row] = NONE;
      }
    }
  }

  private static int skipSpace(ByteBuffer bytes, int start, int end) {
    int position = start;
    while (position < end && isSpace(bytes.get(position))) {
      position++;
    }
    return position;
  }

  private static int skipSpaceBack(ByteBuffer bytes, int start, int end) {
    int position = end;
    while (position > start && isSpace(bytes.get(position - 1))) {
      position--;
    }
    return position;
  }

  private static boolean isSpace(byte value) {
    return value >= 0 && value <= ' ';
  }

  private boolean isNullText(ByteBuffer bytes, int start, int end) {
    if (end - start != nullText.length) {
      return false;
    }
    for (int i = 0; i < nullText.length; i++) {
      if (bytes.get(start + i) != nullText[i]) {
        return false;
      }
    }
    return true;
  }
}
