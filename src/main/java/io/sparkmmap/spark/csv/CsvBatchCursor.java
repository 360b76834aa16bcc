// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.spark.format.FailedReadException;
import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Moves over rows, and keeps the values of their columns. */
abstract class CsvBatchCursor extends BatchCursor {
  private final StructType wanted;
  private final ColumnValues[] values;
  private RowFailure failure;

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

  /** How many rows there were since the last batch, with those that did not pass a filter. */
  int rowsRead() {
    return count();
  }

  /**
   * The number of a row among {@link #rowsRead()}.
   *
   * @param row index in the batch
   */
  int numberOf(int row) {
    return row;
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
   * Moves to the next rows. What comes before a row that cannot be read is given first, as by a
   * reader of one row after the other.
   */
  @Override
  protected final boolean advance() throws IOException {
    if (failure == null) {
      try {
        return advanceRows();
      } catch (RowFailure e) {
        failure = e;
        if (e.rowsBefore > 0) {
          return true;
        }
      }
    }
    throw failure.reason;
  }

  /**
   * Finds the next rows, or returns false.
   *
   * @throws RowFailure with the rows of the batch that come before the one that cannot be read
   */
  abstract boolean advanceRows() throws IOException, RowFailure;

  /**
   * An error of Spark's parser, which says where the row stands.
   *
   * @param offset of the row, or of a row not far before it
   */
  final FailedReadException located(long offset, Exception e) {
    return new FailedReadException(
        source().file().path(), "row at offset " + offset + " or soon after", e);
  }

  /** A row that cannot be read, behind some that can. */
  static final class RowFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int rowsBefore;
    private final IOException reason;

    /**
     * A failure.
     *
     * @param rowsBefore which the batch has as its rows
     */
    RowFailure(int rowsBefore, IOException reason) {
      super(reason);
      this.rowsBefore = rowsBefore;
      this.reason = reason;
    }
  }
}
