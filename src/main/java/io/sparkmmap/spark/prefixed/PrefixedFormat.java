// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.prefixed;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.layout.StructLayout;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.fixed.FieldTypes;
import io.sparkmmap.spark.format.InferenceSite;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.format.RecordReading;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Records that stand behind their lengths: one binary column, or the fields of a layout. */
public final class PrefixedFormat implements RecordFormat {
  /** The names of the options that this format has and not every format. */
  public static final Set<String> OPTIONS = PrefixedOptions.NAMES;

  private static final String VALUE = "value";

  private final PrefixedReading reading;

  /** Null where records are one column. */
  private final StructLayout layout;

  /**
   * Reads the options.
   *
   * @throws IllegalArgumentException naming the option and its value, if the value is invalid
   */
  public PrefixedFormat(CaseInsensitiveStringMap options) {
    PrefixedOptions read = new PrefixedOptions(options);
    this.layout = read.layout().orElse(null);
    this.reading =
        new PrefixedReading(
            read.prefix(layout == null ? 0 : layout.recordLength()),
            layout,
            read.indexDirectory().orElse(null));
  }

  @Override
  public String name() {
    return "lengthPrefixed";
  }

  @Override
  public RecordReading reading() {
    return reading;
  }

  @Override
  public StructType inferSchema(List<ListedFile> files, InferenceSite site) {
    return layout == null
        ? new StructType().add(VALUE, DataTypes.BinaryType, false)
        : FieldTypes.toSpark(layout);
  }

  @Override
  public RecordFormat withColumns(StructType columns, NameRule names) {
    for (StructField column : columns.fields()) {
      boolean readable =
          layout == null
              ? column.dataType().equals(DataTypes.BinaryType)
                  || column.dataType() instanceof StringType
              : FieldTypes.canRead(
                  layout.field(column.name(), names).type(), column.dataType(), names);
      if (!readable || (layout == null && columns.size() > 1)) {
        throw new IllegalArgumentException(
            "recordFormat lengthPrefixed has "
                + (layout == null
                    ? "one column without a layout, binary or string"
                    : "the column "
                        + column.name()
                        + " "
                        + FieldTypes.toSpark(layout.field(column.name()).type()).catalogString())
                + ", but the schema declares "
                + columns.catalogString()
                + "; declare the former and cast it");
      }
    }
    return this;
  }

  /** Unknown: only a pass over the file finds it. */
  @Override
  public OptionalLong recordCount(String path, long dataBytes) {
    return OptionalLong.empty();
  }
}
