// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import io.sparkmmap.core.arrow.ArrayPlan;
import io.sparkmmap.core.arrow.ArraySlice;
import io.sparkmmap.core.arrow.ArrowType;
import io.sparkmmap.core.arrow.Indices;
import io.sparkmmap.core.mapping.MappedRegion;
import java.util.List;
import org.apache.spark.sql.types.DataType;

/** One value for all rows of a run. */
final class RunsVector extends IndexedVector {
  private final ArrowVector values;
  private final ArrowType endType;
  private MappedRegion ends;
  private int runs;
  private long firstRow;
  private int run;

  RunsVector(ArrayPlan plan, DataType type, ArrowVector values) {
    super(plan, type);
    this.values = values;
    this.endType = plan.children().get(0).type();
    setParts(List.of(values));
  }

  @Override
  void place(ArraySlice slice) {
    ArraySlice runEnds = slice.children().get(0);
    ends = runEnds.values();
    runs = runEnds.count();
    firstRow = slice.base();
    run = 0;
    values.show(slice.children().get(1));
  }

  private long end(int index) {
    return Indices.at(ends.bytes(), endType, index) - firstRow;
  }

  /** Looks at the run of the last call first, since rows are mostly read in their order. */
  @Override
  long locate(int row) {
    if (row >= end(run) || (run > 0 && row < end(run - 1))) {
      run = search(row);
    }
    return location(0, run);
  }

  private int search(int row) {
    int low = 0;
    int high = runs - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (end(middle) > row) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
