// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.layout.Field;
import io.sparkmmap.core.layout.StructLayout;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.FixedLengthCursor;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.core.record.RecordSearch;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.spark.filter.Bounds;
import io.sparkmmap.spark.format.Narrowing;
import io.sparkmmap.spark.format.Narrowing.Lookups;
import io.sparkmmap.spark.format.RecordReading;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.RowPositions;
import java.io.IOException;
import java.io.Serial;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Reads records of one length. */
final class FixedReading implements RecordReading {
  @Serial private static final long serialVersionUID = 1L;

  /** A batch of about this many bytes stays in a core's cache while several columns pass it. */
  private static final int BATCH_BYTES = 512 << 10;

  private static final int MIN_BATCH_RECORDS = 4096;

  private final StructLayout layout;

  /** The field by which files are sorted, or null. */
  private final Field sortField;

  /** The column of the table that the field is, or null. */
  private final StructField sortColumn;

  FixedReading(StructLayout layout, Field sortField, StructField sortColumn) {
    this.layout = layout;
    this.sortField = sortField;
    this.sortColumn = sortColumn;
  }

  @Override
  public Splittable splittable() {
    return Splittable.YES;
  }

  @Override
  public RecordCursor cursor(RegionSource source, DataRange range, StructType columns)
      throws IOException {
    int batch =
        columns.isEmpty()
            ? FixedLengthCursor.COUNT_ONLY
            : Math.max(MIN_BATCH_RECORDS, BATCH_BYTES / layout.recordLength());
    return new FixedLengthCursor(source, range, layout.recordLength(), batch);
  }

  @Override
  public Optional<String> sortedBy() {
    return Optional.ofNullable(sortColumn).map(StructField::name);
  }

  @Override
  public List<Narrowing> narrowings() {
    Narrowing.ByRowIndex byRowIndex = this::recordsBetween;
    return sortColumn == null
        ? List.of(byRowIndex)
        : List.of(byRowIndex, new Narrowing.BySortColumn(sortColumn.name(), this::search));
  }

  private DataRange search(RegionSource source, DataRange range, Bounds bounds) throws IOException {
    FixedLengthCursor.recordCount(
        source.file().path(), range.dataEnd() - range.dataStart(), layout.recordLength());
    DataRange found =
        new RecordSearch<>(
                source,
                range.dataStart(),
                layout.recordLength(),
                new FieldKeys(sortField, sortColumn.dataType()))
            .narrow(range, bounds::isBelow, bounds::isAbove);
    long left = found.end() - found.start();
    source
        .statistics()
        .addRecordsSkipped((range.end() - range.start() - left) / layout.recordLength());
    return found;
  }

  private DataRange recordsBetween(Lookups file, DataRange range, long firstIndex, long lastIndex) {
    return RecordIndexes.between(range, layout.recordLength(), firstIndex, lastIndex);
  }

  @Override
  public Optional<RowPositions> positions(
      RowPositions.Kind kind, RegionSource source, DataRange range) {
    return Optional.of(
        switch (kind) {
          case ROW_INDEX -> new RecordIndexes(range.dataStart(), layout.recordLength());
          case RECORD_OFFSET -> new RowPositions.Offsets();
          case RECORD_LENGTH -> new RowPositions.Lengths();
        });
  }

  @Override
  public RecordVector vector(StructField column, ReadStatistics statistics) {
    Field field = layout.field(column.name());
    return StrideVectors.of(field.type(), column.dataType(), field.position(), statistics);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FixedReading that
        && layout.equals(that.layout)
        && Objects.equals(sortField, that.sortField)
        && Objects.equals(sortColumn, that.sortColumn);
  }

  @Override
  public int hashCode() {
    return Objects.hash(layout, sortColumn);
  }
}
