// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.prefixed;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.index.RecordIndex;
import io.sparkmmap.core.layout.Field;
import io.sparkmmap.core.layout.StructLayout;
import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.sidecar.IndexPlace;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.files.ProcessLimits;
import io.sparkmmap.spark.fixed.FieldTypes;
import io.sparkmmap.spark.fixed.ScatteredVector;
import io.sparkmmap.spark.format.InferenceSite;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.vector.RecordVector;
import java.io.IOException;
import java.io.Serial;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Records that stand behind their lengths: one binary column, or the fields of a layout. */
public final class PrefixedFormat implements RecordFormat {
  @Serial private static final long serialVersionUID = 1L;

  /** The names of the options that this format has and not every format. */
  public static final Set<String> OPTIONS = PrefixedOptions.NAMES;

  private static final String VALUE = "value";
  private static final int BATCH_RECORDS = 4096;

  private final LengthPrefix prefix;

  /** Null where records are one column. */
  private final StructLayout layout;

  /** The directory of indexes, as a path that can be serialized; null without an index. */
  private final String indexDirectory;

  /**
   * Reads the options.
   *
   * @throws IllegalArgumentException naming the option and its value, if the value is invalid
   */
  public PrefixedFormat(CaseInsensitiveStringMap options) {
    PrefixedOptions read = new PrefixedOptions(options);
    this.layout = read.layout().orElse(null);
    this.prefix = read.prefix(layout == null ? 0 : layout.recordLength());
    this.indexDirectory = read.indexDirectory().orElse(null);
  }

  @Override
  public String name() {
    return "lengthPrefixed";
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

  @Override
  public Splittable splittable() {
    return indexDirectory == null ? Splittable.NO : Splittable.YES;
  }

  @Override
  public Splittable splittableElsewhere() {
    return Splittable.NO;
  }

  /** Unknown: only a pass over the file finds it. */
  @Override
  public OptionalLong recordCount(String path, long dataBytes) {
    return OptionalLong.empty();
  }

  @Override
  public BatchCursor cursor(RegionSource source, DataRange range, StructType columns)
      throws IOException {
    Optional<IndexPlace> place =
        indexDirectory == null
            ? Optional.empty()
            : Optional.of(ProcessLimits.indexPlace(indexDirectory));
    return RecordIndex.cursor(source, range, prefix, place, BATCH_RECORDS);
  }

  @Override
  public RecordVector vector(StructField column, ReadStatistics statistics) {
    if (layout == null) {
      return new RecordBytesVector(column.dataType(), statistics);
    }
    Field field = layout.field(column.name());
    return new ScatteredVector(field.type(), column.dataType(), field.position(), statistics);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PrefixedFormat that
        && prefix.equals(that.prefix)
        && Objects.equals(layout, that.layout)
        && Objects.equals(indexDirectory, that.indexDirectory);
  }

  @Override
  public int hashCode() {
    return Objects.hash(prefix, layout, indexDirectory);
  }
}
