// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.npy;

import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.spark.vector.RowPositions;

/** The numbers of rows in their array. */
final class NpyRowIndexes implements RowPositions {
  private long first;

  @Override
  public void moveTo(BatchCursor cursor) {
    first = ((NpyCursor) cursor).firstRow();
  }

  @Override
  public long at(int row) {
    return first + row;
  }
}
