// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import io.sparkmmap.core.record.DelimitedLines;
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
  void find(DelimitedLines lines, int field, boolean[] slow, ColumnValues values) {
    ByteBuffer bytes = lines.region().bytes();
    int count = lines.count();
    boolean trims = trimsLeading || trimsTrailing;
    for (int row = 0; row < count; row++) {
      if (slow[row]) {
        starts[row] = NONE;
        continue;
      }
      int start = lines.fieldStart(row, field);
      int end = lines.fieldEnd(row, field);
      if (trims) {
        start = trimsLeading ? skipSpace(bytes, start, end) : start;
        end = trimsTrailing ? skipSpaceBack(bytes, start, end) : end;
      }
      if (start == end || isNullText(bytes, start, end)) {
        values.setNull(row);
        start = NONE;
      }
      starts[row] = start;
      ends[row] = end;
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
