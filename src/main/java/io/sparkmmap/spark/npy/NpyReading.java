// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.npy;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.FixedLengthCursor;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.spark.filter.Bounds;
import io.sparkmmap.spark.fixed.RecordIndexes;
import io.sparkmmap.spark.format.Narrowing;
import io.sparkmmap.spark.format.Narrowing.Lookups;
import io.sparkmmap.spark.format.RecordReading;
import io.sparkmmap.spark.format.SortOption;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.RowPositions;
import java.io.IOException;
import java.io.Serial;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Reads the rows of arrays, each as its own header says. */
final class NpyReading implements RecordReading {
  @Serial private static final long serialVersionUID = 1L;

  /** A batch of about this many bytes stays in a core's cache while several columns pass it. */
  private static final int BATCH_BYTES = 512 << 10;

  private static final int MIN_BATCH_ROWS = 4096;

  /** Of rows that have no bytes: a reader may list those of a batch that pass a filter. */
  private static final int MAX_EMPTY_ROWS = 1 << 20;

  private final NpyRows.ElementsAs elements;
  private final StructType tableColumns;
  private final NameRule names;

  /** The column by which files are sorted, or null. */
  private final String sortColumn;

  NpyReading(
      NpyRows.ElementsAs elements, StructType tableColumns, NameRule names, String sortColumn) {
    this.elements = elements;
    this.names = names;
    this.tableColumns = tableColumns;
    this.sortColumn = sortColumn;
  }

  private NpyRows rows(RegionSource source) throws IOException {
    return NpyRows.of(source.file().path(), NpyFile.header(source), elements);
  }

  @Override
  public Splittable splittable() {
    return Splittable.YES;
  }

  @Override
  public BatchCursor cursor(RegionSource source, DataRange range, StructType columns)
      throws IOException {
    NpyRows rows = rows(source);
    rows.check(tableColumns, names);
    DataRange data = rows.dataRange(range);
    if (rows.layout().isEmpty()) {
      int batch = columns.isEmpty() ? Integer.MAX_VALUE : MAX_EMPTY_ROWS;
      return new NoElementsCursor(source, data, rows, batch);
    }
    if (rows.isColumnMajor()) {
      return FortranCursor.of(source, data, rows, columns);
    }
    int batch =
        columns.isEmpty()
            ? FixedLengthCursor.COUNT_ONLY
            : Math.max(MIN_BATCH_ROWS, BATCH_BYTES / rows.layout().get().recordLength());
    return new RowMajorCursor(source, data, rows, batch);
  }

  @Override
  public Optional<String> sortedBy() {
    return Optional.ofNullable(sortColumn);
  }

  @Override
  public List<Narrowing> narrowings() {
    Narrowing.ByRowIndex byRowIndex = this::recordsBetween;
    return sortColumn == null
        ? List.of(byRowIndex)
        : List.of(byRowIndex, new Narrowing.BySortColumn(sortColumn, this::search));
  }

  private DataRange search(RegionSource source, DataRange range, Bounds bounds) throws IOException {
    NpyRows rows = rows(source);
    rows.check(tableColumns, names);
    return rows.layout().isEmpty()
        ? range
        : new NpySearch(source, rows, SortOption.require(tableColumns, sortColumn, names))
            .narrow(range, bounds);
  }

  /** By arithmetic, once the header has said where the array begins. */
  private DataRange recordsBetween(Lookups file, DataRange range, long firstIndex, long lastIndex)
      throws IOException {
    try (RegionSource source = file.open()) {
      NpyRows rows = rows(source);
      if (rows.layout().isEmpty()) {
        return range;
      }
      int rowLength = rows.layout().get().recordLength();
      DataRange found =
          RecordIndexes.between(rows.dataRange(range), rowLength, firstIndex, lastIndex);
      return range.between(found.start(), found.end());
    }
  }

  /** In Fortran order no row lies anywhere as a whole. */
  @Override
  public Optional<RowPositions> positions(
      RowPositions.Kind kind, RegionSource source, DataRange range) throws IOException {
    if (kind == RowPositions.Kind.ROW_INDEX) {
      return Optional.of(new NpyRowIndexes());
    }
    NpyRows rows = rows(source);
    if (rows.layout().isEmpty() || rows.isColumnMajor()) {
      return Optional.empty();
    }
    return Optional.of(
        kind == RowPositions.Kind.RECORD_OFFSET
            ? new RowPositions.Offsets()
            : new RowPositions.Lengths());
  }

  @Override
  public RecordVector vector(StructField column, ReadStatistics statistics) {
    return new NpyVector(column, statistics);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NpyReading that
        && elements == that.elements
        && tableColumns.equals(that.tableColumns)
        && names == that.names
        && Objects.equals(sortColumn, that.sortColumn);
  }

  @Override
  public int hashCode() {
    return Objects.hash(elements, tableColumns, sortColumn);
  }
}
