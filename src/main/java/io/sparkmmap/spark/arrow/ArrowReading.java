// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.arrow.ArrowCursor;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
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

/** Reads the batches of Arrow files and streams, each as its own schema says. */
final class ArrowReading implements RecordReading {
  @Serial private static final long serialVersionUID = 1L;

  /** All columns of the table. */
  private final StructType tableColumns;

  private final NameRule names;

  ArrowReading(StructType tableColumns, NameRule names) {
    this.tableColumns = tableColumns;
    this.names = names;
  }

  /** As wide as the columns are by Spark's estimate of their types. */
  @Override
  public double partRead(StructType wanted) {
    return (double) wanted.defaultSize() / Math.max(1, tableColumns.defaultSize());
  }

  /** A stream is divided as well, but the first of its splits has all rows. */
  @Override
  public Splittable splittable() {
    return Splittable.YES;
  }

  @Override
  public BatchCursor cursor(RegionSource source, DataRange range, StructType columns)
      throws IOException {
    return ArrowCursor.open(
        source,
        range,
        new CompressedBuffers(),
        new ColumnSelection(source.file().path(), columns, names));
  }

  @Override
  public List<Narrowing> narrowings() {
    return List.of((Narrowing.ByRowIndex) ArrowReading::recordsBetween);
  }

  private static DataRange recordsBetween(
      Lookups file, DataRange range, long firstIndex, long lastIndex) throws IOException {
    if (lastIndex < 0 || firstIndex > lastIndex) {
      return range.between(range.end(), range.end());
    }
    try (RegionSource source = file.open()) {
      return ArrowCursor.rowsBetween(source, range, firstIndex, lastIndex);
    }
  }

  /** A row lies nowhere as a whole. */
  @Override
  public Optional<RowPositions> positions(
      RowPositions.Kind kind, RegionSource source, DataRange range) {
    return kind == RowPositions.Kind.ROW_INDEX
        ? Optional.of(new ArrowRowIndexes())
        : Optional.empty();
  }

  /**
   * @throws IllegalStateException always: how a column lies in memory is for each file to say
   */
  @Override
  public RecordVector vector(StructField column, ReadStatistics statistics) {
    throw new IllegalStateException(
        "column '" + column.name() + "' can be read only of a file that is open");
  }

  @Override
  public boolean vectorsAreOfFile() {
    return true;
  }

  @Override
  public RecordVector vectorOf(
      BatchCursor cursor, int index, StructField column, ReadStatistics statistics) {
    return new ArrowVectors(statistics)
        .of(((ArrowCursor) cursor).columns().get(index), column.dataType())
        .ofColumn(index);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ArrowReading that
        && tableColumns.equals(that.tableColumns)
        && names == that.names;
  }

  @Override
  public int hashCode() {
    return Objects.hash(tableColumns, names);
  }
}
