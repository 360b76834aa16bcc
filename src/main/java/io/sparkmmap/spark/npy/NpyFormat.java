// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.npy;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.file.DataError;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.layout.NpyHeader;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.FixedLengthCursor;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.dfs.SourceOpener;
import io.sparkmmap.spark.files.ConditionException;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.files.ProcessLimits;
import io.sparkmmap.spark.files.Switch;
import io.sparkmmap.spark.filter.Bounds;
import io.sparkmmap.spark.fixed.RecordIndexes;
import io.sparkmmap.spark.format.InferenceSite;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.format.SortOption;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.RowPositions;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Arrays that NumPy saved: <a
 * href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the .npy format</a>
 * in its versions 1.0 to 3.0. Each file has a header of its own, so files of one table may differ
 * in byte order, in the order of their elements and in their number of rows, but must have the
 * columns of the table.
 */
public final class NpyFormat implements RecordFormat {
  @Serial private static final long serialVersionUID = 1L;

  /** The names of the options that this format has and not every format. */
  public static final Set<String> OPTIONS = Set.of("arrayColumns", SortOption.NAME);

  private static final String ARRAY_COLUMNS = "arrayColumns";

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

  /**
   * Reads the options {@code arrayColumns} and {@code sortedBy}.
   *
   * @throws IllegalArgumentException if its value is invalid
   */
  public NpyFormat(CaseInsensitiveStringMap options) {
    this(
        Switch.of(options, ARRAY_COLUMNS, false)
            ? NpyRows.ElementsAs.COLUMNS
            : NpyRows.ElementsAs.ARRAY,
        new StructType(),
        NameRule.CASE_SENSITIVE,
        options.get(SortOption.NAME));
  }

  private NpyFormat(
      NpyRows.ElementsAs elements, StructType tableColumns, NameRule names, String sortColumn) {
    this.elements = elements;
    this.names = names;
    this.tableColumns = tableColumns;
    this.sortColumn = sortColumn;
  }

  @Override
  public String name() {
    return "npy";
  }

  /**
   * The columns of the first file that can be read; all others that can be must have the same.
   * Those that cannot are left to the tasks, which may have to skip them.
   */
  @Override
  public StructType inferSchema(List<ListedFile> files, InferenceSite site) throws IOException {
    NpyRows first = null;
    IOException unreadable = null;
    for (ListedFile file : files) {
      NpyRows rows;
      try {
        rows = rows(file, site);
      } catch (IOException e) {
        unreadable = e;
        continue;
      }
      if (first == null) {
        first = rows;
      } else if (!first.columns().equals(rows.columns())) {
        throw different(first, rows);
      }
    }
    if (first != null) {
      return first.columns();
    }
    if (unreadable != null) {
      throw unreadable;
    }
    throw new ConditionException(
        "UNABLE_TO_INFER_SCHEMA",
        Map.of("format", name()),
        "there is no .npy file to take the columns from; check the path, or declare a schema");
  }

  private NpyRows rows(ListedFile file, InferenceSite site) throws IOException {
    return NpyRows.of(file.planned().path(), NpyFile.header(file, site), elements);
  }

  private NpyRows rows(RegionSource source) throws IOException {
    return NpyRows.of(source.file().path(), NpyFile.header(source), elements);
  }

  private static IOException different(NpyRows first, NpyRows second) {
    return DataError.of(
        second.path(),
        "the columns of "
            + first.path()
            + " (dtype "
            + first.header().elementType()
            + ", shape "
            + first.header().shapeText()
            + ")",
        "dtype " + second.header().elementType() + ", shape " + second.header().shapeText(),
        "read files of different types apart, or declare a schema that all have");
  }

  @Override
  public RecordFormat withColumns(StructType columns, NameRule rule) {
    String sorted =
        sortColumn == null ? null : SortOption.require(columns, sortColumn, rule).name();
    return new NpyFormat(elements, columns, rule, sorted);
  }

  @Override
  public Splittable splittable() {
    return Splittable.YES;
  }

  /** As the header says; nothing is known of a file that cannot be read from here. */
  @Override
  public OptionalLong recordCount(String path, long dataBytes) {
    org.apache.hadoop.fs.Path listed = new org.apache.hadoop.fs.Path(path);
    if (!SourceOpener.isLocal(listed)) {
      return OptionalLong.empty();
    }
    try {
      PlannedFile file = PlannedFile.of(Path.of(listed.toUri().getPath()), ProcessLimits.roots());
      NpyHeader header = NpyFile.headerOfLocal(file);
      return file.length() == dataBytes ? OptionalLong.of(header.rowCount()) : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty(); // the task that reads the file reports why, or skips it
    }
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
  public DataRange search(RegionSource source, DataRange range, Bounds bounds) throws IOException {
    NpyRows rows = rows(source);
    rows.check(tableColumns, names);
    return rows.layout().isEmpty()
        ? range
        : new NpySearch(source, rows, SortOption.require(tableColumns, sortColumn, names))
            .narrow(range, bounds);
  }

  /** By arithmetic, once the header has said where the array begins. */
  @Override
  public DataRange recordsBetween(Lookups file, DataRange range, long firstIndex, long lastIndex)
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
  public boolean evaluatesColumns() {
    return true;
  }

  @Override
  public RecordVector vector(StructField column, ReadStatistics statistics) {
    return new NpyVector(column, statistics);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NpyFormat that
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
