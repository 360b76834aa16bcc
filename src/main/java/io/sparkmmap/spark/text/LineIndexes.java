// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.text;

import io.sparkmmap.core.lines.LineNumbers;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.spark.vector.RowPositions;
import java.io.IOException;

/**
 * The numbers of lines in their file. Lines are asked for one after the other, so each is counted
 * from the one before; Spark may ask for the same one again, but goes back no further.
 */
final class LineIndexes implements RowPositions {
  private final LineNumbers numbers;
  private RecordCursor cursor;
  private long[] indexes = new long[0];
  private int known;

  /**
   * Numbers of lines.
   *
   * @param numbers null where a file is one record
   */
  LineIndexes(LineNumbers numbers) {
    this.numbers = numbers;
  }

  @Override
  public void moveTo(BatchCursor newCursor) {
    cursor = (RecordCursor) newCursor;
    known = 0;
    if (indexes.length < cursor.count()) {
      indexes = new long[cursor.count()];
    }
  }

  @Override
  public long at(int record) throws IOException {
    if (numbers == null) {
      return 0;
    }
    for (; known <= record; known++) {
      indexes[known] = numbers.at(cursor.region().offset() + cursor.position(known));
    }
    return indexes[record];
  }
}
