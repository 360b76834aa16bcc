// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import io.sparkmmap.core.arrow.ArrowCursor;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.spark.vector.RowPositions;
import java.io.IOException;

/** The numbers of rows in their file. */
final class ArrowRowIndexes implements RowPositions {
  private long first;

  @Override
  public void moveTo(BatchCursor cursor) throws IOException {
    first = ((ArrowCursor) cursor).firstRow();
  }

  @Override
  public long at(int row) {
    return first + row;
  }
}
