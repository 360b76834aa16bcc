// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.RegionSource;
import io.sparkmmap.core.record.BatchCursor;
import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Moves over rows, and keeps the values of their columns. */
abstract class CsvBatchCursor extends BatchCursor {
  private final StructType wanted;
  private final ColumnValues[] values;

  CsvBatchCursor(RegionSource source, StructType wanted, int maxRows) {
    super(source);
    this.wanted = wanted;
    this.values = new ColumnValues[wanted.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = new ColumnValues(wanted.fields()[i].dataType(), maxRows);
    }
  }

  /** The region in which strings without an object of their own lie; null if all have one. */
  abstract MappedRegion region();

  /** Offset from which on rows were left out before this batch, or {@link #skippedTo()}. */
  long skippedFrom() {
    return 0;
  }

  /** Offset of the first row after those that were left out. */
  long skippedTo() {
    return 0;
  }

  /** The values of a column, which stay the same object for all batches. */
  final ColumnValues values(String column) {
    StructField[] columns = wanted.fields();
    for (int i = 0; i < columns.length; i++) {
      if (columns[i].name().equals(column)) {
        return values[i];
      }
    }
    throw new IllegalArgumentException("column '" + column + "' is not one that was asked for");
  }

  final ColumnValues values(int column) {
    return values[column];
  }

  final void clearValues() {
    for (ColumnValues column : values) {
      column.clear();
    }
  }

  final void setRow(int row, InternalRow from) {
    for (int i = 0; i < values.length; i++) {
      values[i].set(row, from, i);
    }
  }

  final void moveRow(int from, int to) {
    for (ColumnValues column : values) {
      column.move(from, to);
    }
  }

  /**
   * What to throw for an error of Spark's parser, so that it tells where the row stands. One that
   * Spark's own source would skip with {@code ignoreCorruptFiles} can be skipped here as well.
   *
   * @param offset of the row, or of a row not far before it
   */
  final RuntimeException located(long offset, Exception e) throws IOException {
    String message =
        source().file().path() + ": row at offset " + offset + " or soon after: " + e.getMessage();
    if (e instanceof RuntimeException) {
      throw new IOException(message, e);
    }
    return new IllegalStateException(message, e);
  }
}
