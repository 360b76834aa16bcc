// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.OptionValue;
import io.sparkmmap.core.layout.Field;
import io.sparkmmap.core.layout.StructLayout;
import io.sparkmmap.core.record.FixedLengthCursor;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.format.InferenceSite;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.format.RecordReading;
import io.sparkmmap.spark.format.SortOption;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Records of one length, with the fields of a layout as columns. */
public final class FixedFormat implements RecordFormat {
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
    this.sortColumn =
        sortedBy == null
            ? null
            : SortOption.require(FieldTypes.toSpark(layout), sortedBy, NameRule.CASE_SENSITIVE);
    this.sortField = sortColumn == null ? null : layout.field(sortColumn.name());
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
  public RecordReading reading() {
    return new FixedReading(layout, sortField, sortColumn);
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
  public OptionalLong recordCount(String path, long dataBytes) throws IOException {
    return OptionalLong.of(FixedLengthCursor.recordCount(path, dataBytes, layout.recordLength()));
  }

  @Override
  public boolean evaluatesColumns() {
    return true;
  }
}
