// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.OptionValue;
import io.sparkmmap.core.layout.Field;
import io.sparkmmap.core.layout.StructLayout;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.FixedLengthCursor;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.core.record.RecordSearch;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.filter.Bounds;
import io.sparkmmap.spark.format.InferenceSite;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.format.SortOption;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.RowPositions;
import java.io.IOException;
import java.io.Serial;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Records of one length, with the fields of a layout as columns. */
public final class FixedFormat implements RecordFormat {
  @Serial private static final long serialVersionUID = 1L;

  /** A batch of about this many bytes stays in a core's cache while several columns pass it. */
  private static final int BATCH_BYTES = 512 << 10;

  private static final int MIN_BATCH_RECORDS = 4096;

  /** The names of the options that this format has and not every format. */
  public static final Set<String> OPTIONS =
      Set.of("layout", "recordLength", "byteOrder", "headerBytes", "trailerBytes", SortOption.NAME);

  private static final String LAYOUT = "layout";
  private static final String RECORD_LENGTH = "recordLength";
  private static final String BYTE_ORDER = "byteOrder";

  private final StructLayout layout;

  /** The field by which files are sorted, or null. */
  private final Field sortField;

  /** The column of the table that the field is, or null. */
  private final StructField sortColumn;

  /**
   * Reads the options {@code layout}, {@code recordLength} and {@code byteOrder}.
   *
   * @throws IllegalArgumentException naming the option and its value, if the value is invalid
   */
  public FixedFormat(CaseInsensitiveStringMap options) {
    String text = options.get(LAYOUT);
    int length = recordLength(options.get(RECORD_LENGTH));
    ByteOrder order =
        OptionValue.byteOrder(
            options.getOrDefault(BYTE_ORDER, "little"), OptionValue.named(BYTE_ORDER));
    if (text != null) {
      StructLayout parsed = StructLayout.parse(text, order);
      this.layout = length == 0 ? parsed : parsed.withRecordLength(length);
    } else if (length > 0) {
      this.layout = StructLayout.ofBinary(length);
    } else {
      throw new IllegalArgumentException(
          "recordFormat fixed needs the option '"
              + LAYOUT
              + "', as in layout='id int64, price float64, symbol char(8)', or the option '"
              + RECORD_LENGTH
              + "' for records as one binary column");
    }
    String sortedBy = options.get(SortOption.NAME);
    this.sortField = sortedBy == null ? null : layout.field(sortedBy);
    this.sortColumn =
        sortField == null
            ? null
            : SortOption.require(
                FieldTypes.toSpark(layout), sortField.name(), NameRule.CASE_SENSITIVE);
  }

  private FixedFormat(StructLayout layout, Field sortField, StructField sortColumn) {
    this.layout = layout;
    this.sortField = sortField;
    this.sortColumn = sortColumn;
  }

  /** The length in bytes, or 0 if none is given. */
  private static int recordLength(String value) {
    int length;
    try {
      length = value == null ? 0 : Integer.parseInt(value);
    } catch (NumberFormatException e) {
      length = -1;
    }
    if (value != null && length < 1) {
      throw OptionValue.invalid(OptionValue.named(RECORD_LENGTH), "at least 1", value);
    }
    return length;
  }

  @Override
  public String name() {
    return "fixed";
  }

  @Override
  public StructType inferSchema(List<ListedFile> files, InferenceSite site) {
    return FieldTypes.toSpark(layout);
  }

  @Override
  public RecordFormat withColumns(StructType columns, NameRule names) {
    for (StructField column : columns.fields()) {
      Field field = layout.field(column.name(), names);
      if (!FieldTypes.canRead(field.type(), column.dataType(), names)) {
        throw new IllegalArgumentException(
            "field '"
                + field.name()
                + "' of the layout is "
                + field.type()
                + ", which reads as "
                + FieldTypes.toSpark(field.type()).catalogString()
                + ", but the schema declares "
                + column.dataType().catalogString()
                + "; declare the former and cast it");
      }
    }
    if (sortField == null) {
      return this;
    }
    return new FixedFormat(
        layout, sortField, SortOption.find(columns, sortField.name(), names).orElse(sortColumn));
  }

  @Override
  public Splittable splittable() {
    return Splittable.YES;
  }

  @Override
  public OptionalLong recordCount(String path, long dataBytes) throws IOException {
    return OptionalLong.of(FixedLengthCursor.recordCount(path, dataBytes, layout.recordLength()));
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
  public boolean evaluatesColumns() {
    return true;
  }

  @Override
  public Optional<String> sortedBy() {
    return Optional.ofNullable(sortColumn).map(StructField::name);
  }

  @Override
  public DataRange search(RegionSource source, DataRange range, Bounds bounds) throws IOException {
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

  @Override
  public DataRange recordsBetween(Lookups file, DataRange range, long firstIndex, long lastIndex) {
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
    return other instanceof FixedFormat that
        && layout.equals(that.layout)
        && Objects.equals(sortField, that.sortField)
        && Objects.equals(sortColumn, that.sortColumn);
  }

  @Override
  public int hashCode() {
    return Objects.hash(layout, sortColumn);
  }
}
