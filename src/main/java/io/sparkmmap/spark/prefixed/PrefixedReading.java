// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.prefixed;

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
import io.sparkmmap.spark.files.ProcessLimits;
import io.sparkmmap.spark.fixed.ScatteredVector;
import io.sparkmmap.spark.format.RecordReading;
import io.sparkmmap.spark.vector.RecordVector;
import java.io.IOException;
import java.io.Serial;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Reads records behind their lengths, with an index where there is a place for it. */
final class PrefixedReading implements RecordReading {
  @Serial private static final long serialVersionUID = 1L;

  private static final int BATCH_RECORDS = 4096;

  private final LengthPrefix prefix;

  /** Null where records are one column. */
  private final StructLayout layout;

  /** The directory of indexes, as a path that can be serialized; null without an index. */
  private final String indexDirectory;

  PrefixedReading(LengthPrefix prefix, StructLayout layout, String indexDirectory) {
    this.prefix = prefix;
    this.layout = layout;
    this.indexDirectory = indexDirectory;
  }

  @Override
  public Splittable splittable() {
    return indexDirectory == null ? Splittable.NO : Splittable.YES;
  }

  @Override
  public Splittable splittableElsewhere() {
    return Splittable.NO;
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
    return other instanceof PrefixedReading that
        && prefix.equals(that.prefix)
        && Objects.equals(layout, that.layout)
        && Objects.equals(indexDirectory, that.indexDirectory);
  }

  @Override
  public int hashCode() {
    return Objects.hash(prefix, layout, indexDirectory);
  }
}
