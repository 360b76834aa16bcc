// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import io.sparkmmap.core.delimited.DelimitedLines;
import io.sparkmmap.core.lines.SequenceSearch;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.spark.format.RecordReading;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.RowPositions;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Reads rows of comma-separated values, by their bytes where that is exact, else by Spark's parser.
 */
final class CsvReading implements RecordReading {
  @Serial private static final long serialVersionUID = 1L;

  private final SparkCsv csv;

  /** Null until {@link CsvFormat#withColumns}. */
  private final StructType columns;

  /** What the line of a wanted row holds; null if nothing is known of it. */
  private final UTF8String search;

  /** Of which a malformed row has to pass all to be an error. */
  private final List<Filter> filters;

  CsvReading(SparkCsv csv, StructType columns, UTF8String search, List<Filter> filters) {
    this.csv = csv;
    this.columns = columns;
    this.search = search;
    this.filters = filters;
  }

  @Override
  public Splittable splittable() {
    return csv.isMultiLine() ? Splittable.NO : Splittable.YES;
  }

  @Override
  public BatchCursor cursor(RegionSource source, DataRange range, StructType wanted)
      throws IOException {
    CsvRead read = new CsvRead(csv, columns, inOrderOfFile(wanted), filters);
    if (csv.isMultiLine()) {
      return RowCursor.ofFile(source, range, read);
    }
    Optional<DelimitedLines.Syntax> syntax = syntax();
    return syntax.isPresent()
        ? new FieldCursor(source, range, read, syntax.get(), searchFor(wanted))
        : RowCursor.ofLines(source, range, read);
  }

  /**
   * Numbers of rows, by counting those before. There are none where malformed rows are left out:
   * which ones those are depends on the columns that a query reads. Nor are there where Spark's
   * parser reads all of the file and leaves out what does not pass a filter.
   */
  @Override
  public Optional<RowPositions> positions(
      RowPositions.Kind kind, RegionSource source, DataRange range) throws IOException {
    boolean unknown = !filters.isEmpty() && (csv.isMultiLine() || syntax().isEmpty());
    if (kind != RowPositions.Kind.ROW_INDEX || csv.leavesOutMalformed() || unknown) {
      return Optional.empty();
    }
    StructType none = new StructType();
    CsvReading all = new CsvReading(csv, columns, null, List.of());
    return Optional.of(
        new RowIndexes(
            (from, to) ->
                all.cursor(
                    source, new DataRange(from, to, range.dataStart(), range.dataEnd()), none),
            range.start()));
  }

  private SequenceSearch searchFor(StructType wanted) {
    return search == null || wanted.isEmpty() ? null : new SequenceSearch(search.getBytes());
  }

  /** Spark's parser wants the columns in the order of the file. */
  private StructType inOrderOfFile(StructType wanted) {
    Set<String> names = new HashSet<>(List.of(wanted.fieldNames()));
    return new StructType(
        Arrays.stream(columns.fields())
            .filter(column -> names.contains(column.name()))
            .toArray(StructField[]::new));
  }

  /** What separates fields and lines, if that can be found byte by byte. */
  Optional<DelimitedLines.Syntax> syntax() {
    String delimiter = csv.delimiter();
    char quote = csv.quote();
    char comment = csv.comment().orElse('\0');
    boolean possible =
        csv.charset().equals(StandardCharsets.UTF_8)
            && csv.lineSeparator().isEmpty()
            && delimiter.length() == 1
            && isOrdinary(delimiter.charAt(0))
            && isOrdinary(quote)
            && isOrdinary(comment)
            && quote != delimiter.charAt(0);
    return possible
        ? Optional.of(
            new DelimitedLines.Syntax(
                (byte) delimiter.charAt(0),
                (byte) quote,
                csv.comment().isPresent() ? comment : DelimitedLines.NO_COMMENT))
        : Optional.empty();
  }

  private static boolean isOrdinary(char character) {
    return character < 0x80 && character != '\n' && character != '\r';
  }

  @Override
  public RecordVector vector(StructField column, ReadStatistics statistics) {
    return new CsvVector(column.name(), column.dataType());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CsvReading that
        && csv.equals(that.csv)
        && Objects.equals(columns, that.columns)
        && Objects.equals(search, that.search)
        && filters.equals(that.filters);
  }

  @Override
  public int hashCode() {
    return Objects.hash(csv, columns, search);
  }
}
