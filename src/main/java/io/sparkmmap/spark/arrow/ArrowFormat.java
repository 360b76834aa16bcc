// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.arrow.ArrowCursor;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.spark.files.ConditionException;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.files.TaskLeases;
import io.sparkmmap.spark.format.InferenceSite;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.RowPositions;
import java.io.IOException;
import java.io.Serial;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Arrow IPC files, which are Feather V2 as well, and IPC streams. */
public final class ArrowFormat implements RecordFormat {
  @Serial private static final long serialVersionUID = 1L;

  /** All columns of the table. */
  private final StructType tableColumns;

  private final NameRule names;

  /** The names of the options that this format has and not every format. */
  public static final Set<String> OPTIONS = Set.of();

  /**
   * Reads no option: files say all of themselves.
   *
   * @param options of a read
   */
  public ArrowFormat(CaseInsensitiveStringMap options) {
    this(new StructType(), NameRule.CASE_SENSITIVE);
  }

  private ArrowFormat(StructType tableColumns, NameRule names) {
    this.tableColumns = tableColumns;
    this.names = names;
  }

  @Override
  public String name() {
    return "arrow";
  }

  /**
   * The columns of the first file, which all others have to have too, in any order.
   *
   * @throws IllegalArgumentException if there is no file, files differ, or Spark cannot express a
   *     column
   */
  @Override
  public StructType inferSchema(List<ListedFile> files, InferenceSite site) throws IOException {
    ListedFile first = null;
    StructType schema = new StructType();
    for (ListedFile file : files) {
      if (file.length() == 0) {
        continue;
      }
      StructType found = schemaOf(file, site);
      if (first == null) {
        first = file;
        schema = found;
      } else {
        checkSame(first, schema, file, found);
      }
    }
    if (first == null) {
      throw new ConditionException(
          "UNABLE_TO_INFER_SCHEMA",
          Map.of("format", name()),
          "there is no Arrow file that is not empty, to take the columns from; check the path, or"
              + " declare a schema");
    }
    return schema;
  }

  private static StructType schemaOf(ListedFile file, InferenceSite site) throws IOException {
    try (LeaseScope scope = TaskLeases.open();
        RegionSource source = site.open(file, scope)) {
      return SparkTypes.of(file.planned().path(), ArrowCursor.readSchema(source));
    }
  }

  private static void checkSame(
      ListedFile first, StructType expected, ListedFile file, StructType found) {
    for (String name : expected.fieldNames()) {
      checkSame(first, expected, file, found, name);
    }
    for (String name : found.fieldNames()) {
      checkSame(first, expected, file, found, name);
    }
  }

  private static void checkSame(
      ListedFile first, StructType expected, ListedFile file, StructType found, String name) {
    String here = typeOf(expected, name);
    String there = typeOf(found, name);
    if (!here.equals(there)) {
      throw new IllegalArgumentException(
          "the files have different columns: '"
              + name
              + "' is "
              + here
              + " in "
              + first.planned().path()
              + " and "
              + there
              + " in "
              + file.planned().path()
              + "; read them apart, or declare the columns that all have");
    }
  }

  private static String typeOf(StructType schema, String name) {
    return Arrays.stream(schema.fields())
        .filter(field -> field.name().equals(name))
        .map(StructField::dataType)
        .map(DataType::catalogString)
        .findFirst()
        .orElse("missing");
  }

  /** Any columns will do here: what a file has is seen when it is opened. */
  @Override
  public RecordFormat withColumns(StructType columns, NameRule rule) {
    return new ArrowFormat(columns, rule);
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
  public OptionalLong recordCount(String path, long dataBytes) {
    return OptionalLong.empty();
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
  public boolean evaluatesColumns() {
    return true;
  }

  @Override
  public DataRange recordsBetween(Lookups file, DataRange range, long firstIndex, long lastIndex)
      throws IOException {
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
    return other instanceof ArrowFormat that
        && tableColumns.equals(that.tableColumns)
        && names == that.names;
  }

  @Override
  public int hashCode() {
    return Objects.hash(tableColumns, names);
  }
}
