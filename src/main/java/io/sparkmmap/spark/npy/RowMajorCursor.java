// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.npy;

import io.sparkmmap.core.layout.Field;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.FixedLengthCursor;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.spark.fixed.StrideVector;
import io.sparkmmap.spark.fixed.StrideVectors;
import java.io.IOException;
import org.apache.spark.sql.types.StructField;

/** Rows that lie one after the other. */
final class RowMajorCursor extends FixedLengthCursor implements NpyCursor {
  private final NpyRows rows;

  RowMajorCursor(RegionSource source, DataRange range, NpyRows rows, int maxBatchRows)
      throws IOException {
    super(source, range, rows.layout().orElseThrow().recordLength(), maxBatchRows);
    this.rows = rows;
  }

  @Override
  public long firstRow() {
    return (offset(0) - rows.header().dataOffset()) / length(0);
  }

  @Override
  public Column column(StructField column, ReadStatistics statistics) {
    Field field = rows.field(column.name());
    StrideVector vector =
        StrideVectors.of(field.type(), column.dataType(), field.position(), statistics);
    return new Column(vector, () -> vector.moveTo(this));
  }
}
