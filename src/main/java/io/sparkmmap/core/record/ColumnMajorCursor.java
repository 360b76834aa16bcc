// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;

/**
 * Moves over the rows of a matrix that lies column by column: each column's elements in one piece,
 * one column after the other. It touches no byte of them.
 *
 * <p>So that such a file can be divided like any other, a row has the offset that it would have if
 * the rows lay one after the other, and belongs to the range that contains it. The bytes of a batch
 * lie elsewhere: a piece in each column that is wanted, each in a region of its own.
 */
public class ColumnMajorCursor extends BatchCursor {
  /** A batch of about this many bytes stays in a core's cache. */
  private static final long BATCH_BYTES = 512 << 10;

  /** Where columns are many, few rows; where the file is read, this is what a batch copies. */
  private static final long MAX_BATCH_BYTES = 16 << 20;

  private static final long MIN_BATCH_ROWS = 4096;

  /**
   * What lies in the data.
   *
   * @param rows how many rows there are
   * @param columns how many columns there are, at least 1
   * @param elementLength bytes, at least 1
   */
  public record Matrix(long rows, int columns, int elementLength) {
    /** Bytes of a row, if its elements lay side by side. */
    public long rowLength() {
      return (long) columns * elementLength;
    }
  }

  private final Matrix matrix;
  private final int[] wanted;
  private final long dataStart;
  private final long maxBatchRows;
  private final long endRow;
  private final MappedRegion[] regions;
  private final int[] positions;
  private long nextRow;
  private int count;

  /**
   * A cursor over some columns.
   *
   * @param source owned by the cursor from now on
   * @param range whose data is the matrix and nothing else
   * @param wanted which columns will be asked for, by their index in the matrix; with none, rows
   *     are only counted
   */
  public ColumnMajorCursor(RegionSource source, DataRange range, Matrix matrix, int[] wanted) {
    super(source);
    this.matrix = matrix;
    this.wanted = wanted.clone();
    this.dataStart = range.dataStart();
    this.regions = new MappedRegion[wanted.length];
    this.positions = new int[wanted.length];
    this.nextRow = rowAt(range.firstOffset());
    this.endRow = rowAt(range.lastOffset());
    this.maxBatchRows =
        maxBatchRows(Math.multiplyExact((long) wanted.length, matrix.elementLength));
  }

  private static long maxBatchRows(long wantedRowBytes) {
    if (wantedRowBytes == 0) {
      return Integer.MAX_VALUE;
    }
    long rows = Math.max(MIN_BATCH_ROWS, BATCH_BYTES / wantedRowBytes);
    return Math.max(1, Math.min(rows, MAX_BATCH_BYTES / wantedRowBytes));
  }

  /** The first row whose offset is this one or a later one. */
  private long rowAt(long offset) {
    long intoData = Math.max(0, offset - dataStart);
    long rowLength = matrix.rowLength();
    return intoData / rowLength + (intoData % rowLength == 0 ? 0 : 1);
  }

  @Override
  protected boolean advance() throws IOException {
    if (nextRow >= endRow) {
      return false;
    }
    count = (int) Math.min(endRow - nextRow, maxBatchRows);
    int length = matrix.elementLength;
    for (int i = 0; i < wanted.length; i++) {
      long offset = dataStart + (wanted[i] * matrix.rows + nextRow) * length;
      regions[i] = source().pieceAt(offset, (long) count * length);
      source().willRead(offset, (long) count * length);
      positions[i] = (int) (offset - regions[i].offset());
    }
    nextRow += count;
    return true;
  }

  @Override
  public long nextOffset() {
    return dataStart + nextRow * matrix.rowLength();
  }

  @Override
  public int count() {
    return count;
  }

  /**
   * Asks for nothing: what comes next lies in several places, and the system sees that by itself.
   */
  @Override
  public void prefetch(long distance, long end) {}

  /** The first row of the batch, counted from 0. */
  public final long firstRow() {
    return nextRow - count;
  }

  /** The matrix that the cursor moves over. */
  public final Matrix matrix() {
    return matrix;
  }

  /**
   * The region in which the batch's part of a column lies. Valid until the next call of {@link
   * #next()}; the region itself for as long as {@link MappedRegion} says.
   *
   * @param index of the column among those that are wanted
   */
  public final MappedRegion region(int index) {
    return regions[index];
  }

  /**
   * Position in {@link #region} of the column's element in the batch's first row; the others follow
   * it side by side.
   *
   * @param index of the column among those that are wanted
   */
  public final int position(int index) {
    return positions[index];
  }

  @Override
  protected long mappedBytes(long from, long to) {
    long mapped = 0;
    for (MappedRegion region : regions) {
      mapped += region.isMapped() ? (long) count * matrix.elementLength : 0;
    }
    return mapped;
  }
}
