// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.vector;

import io.sparkmmap.core.record.BatchCursor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.spark.sql.types.DataTypes;

/** Where records stand, as a column of longs; of nulls where a format does not know. */
public final class PositionVector extends RecordVector {
  private RowPositions positions;

  /** A column of nulls, until it is given positions. */
  public PositionVector() {
    super(DataTypes.LongType);
  }

  /** Takes the positions of another range. */
  public void setPositions(Optional<RowPositions> newPositions) {
    positions = newPositions.orElse(null);
  }

  @Override
  public void moveTo(BatchCursor cursor) {
    try {
      if (positions != null) {
        positions.moveTo(cursor);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean hasNull() {
    return positions == null;
  }

  @Override
  public int numNulls() {
    return positions == null ? Integer.MAX_VALUE : 0;
  }

  @Override
  public boolean isNullAt(int row) {
    return positions == null;
  }

  @Override
  public long getLong(int row) {
    try {
      return positions.at(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
