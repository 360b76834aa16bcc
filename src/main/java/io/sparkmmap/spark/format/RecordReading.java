// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.format;

import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.RowPositions;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * How an executor reads the records of a format: where they begin and end, and the columns that
 * they have. Immutable; goes from the driver to the executors, where there is no session. Two are
 * equal if they give the same records of the same bytes: Spark runs equal scans only once.
 */
public interface RecordReading extends Serializable {

  /** Whether a record can be found from the middle of a file. */
  Splittable splittable();

  /** The same of a file that lies on no disk of a node: of it no index can be kept there. */
  default Splittable splittableElsewhere() {
    return splittable();
  }

  /**
   * What part of the bytes of a split is read, about, where columns lie apart. Splits may be the
   * longer for it.
   *
   * @param wanted columns, out of those of {@link RecordFormat#withColumns}
   * @return from 0 to 1
   */
  default double partRead(StructType wanted) {
    return 1;
  }

  /**
   * Opens a range of a file, after a look at what the file says of itself, if it does.
   *
   * @param source owned by the cursor from now on, unless this throws
   * @param columns which columns are wanted; where none is, the cursor need only count
   */
  BatchCursor cursor(RegionSource source, DataRange range, StructType columns) throws IOException;

  /** The column by which the records of each file are sorted, ascending, if there is one. */
  default Optional<String> sortedBy() {
    return Optional.empty();
  }

  /** How the format leaves out of a range what no wanted record is in; asked in this order. */
  default List<Narrowing> narrowings() {
    return List.of();
  }

  /**
   * Where records stand; empty if the format cannot tell.
   *
   * @param source that the cursor has; it stays with the cursor
   * @throws IOException if the file has to be looked at, and cannot be
   */
  default Optional<RowPositions> positions(
      RowPositions.Kind kind, RegionSource source, DataRange range) throws IOException {
    return Optional.empty();
  }

  /**
   * A column of the records.
   *
   * @param column one of {@link RecordFormat#withColumns}, or with some of its nested fields left
   *     out
   * @param statistics where bytes that the column has to copy are counted
   */
  RecordVector vector(StructField column, ReadStatistics statistics);

  /**
   * Whether files differ in how a column lies in memory, so that it has to be made for each by
   * {@link #vectorOf}.
   */
  default boolean vectorsAreOfFile() {
    return false;
  }

  /**
   * A column of the records of one file, where {@link #vectorsAreOfFile()}.
   *
   * @param cursor over the file
   * @param index of the column among those that the cursor was opened for
   * @param column as in {@link #vector}
   * @param statistics where bytes that the column has to copy are counted
   */
  default RecordVector vectorOf(
      BatchCursor cursor, int index, StructField column, ReadStatistics statistics) {
    return vector(column, statistics);
  }
}
