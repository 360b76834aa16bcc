// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.text;

import io.sparkmmap.core.lines.LineCondition;
import io.sparkmmap.core.lines.LineCursor;
import io.sparkmmap.core.lines.LineNumbers;
import io.sparkmmap.core.lines.LineSearchCursor;
import io.sparkmmap.core.lines.LineSeparator;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.core.record.WholeFileCursor;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.spark.format.RecordReading;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.RowPositions;
import java.io.IOException;
import java.io.Serial;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Reads lines, or whole files. */
final class TextReading implements RecordReading {
  @Serial private static final long serialVersionUID = 1L;

  /** As many lines as Spark's own vectorized readers put into a batch. */
  private static final int BATCH_LINES = 4096;

  private final byte[] lineSeparator;
  private final boolean wholeText;

  /** What lines must meet, or null if all lines are wanted. */
  private final LineCondition condition;

  TextReading(byte[] lineSeparator, boolean wholeText, LineCondition condition) {
    this.lineSeparator = lineSeparator;
    this.wholeText = wholeText;
    this.condition = condition;
  }

  boolean isOfWholeFiles() {
    return wholeText;
  }

  /** Whether lines end as {@link LineSeparator#NEWLINES} says. */
  boolean isOfNewlines() {
    return !wholeText && lineSeparator == null;
  }

  Optional<LineCondition> condition() {
    return Optional.ofNullable(condition);
  }

  /** The same of those lines that meet a condition. */
  TextReading of(LineCondition wanted) {
    return new TextReading(lineSeparator, wholeText, wanted);
  }

  @Override
  public Splittable splittable() {
    return wholeText ? Splittable.NO : Splittable.YES;
  }

  @Override
  public RecordCursor cursor(RegionSource source, DataRange range, StructType columns)
      throws IOException {
    if (wholeText) {
      return new WholeFileCursor(source, range);
    }
    if (condition != null) {
      return new LineSearchCursor(source, range, condition, BATCH_LINES);
    }
    return new LineCursor(
        source,
        range,
        separator(),
        columns.isEmpty() ? LineCursor.Detail.COUNT : LineCursor.Detail.POSITIONS,
        BATCH_LINES);
  }

  private LineSeparator separator() {
    return lineSeparator == null ? LineSeparator.NEWLINES : LineSeparator.of(lineSeparator);
  }

  @Override
  public Optional<RowPositions> positions(
      RowPositions.Kind kind, RegionSource source, DataRange range) {
    return Optional.of(
        switch (kind) {
          case ROW_INDEX ->
              new LineIndexes(wholeText ? null : new LineNumbers(source, range, separator()));
          case RECORD_OFFSET -> new RowPositions.Offsets();
          case RECORD_LENGTH -> new RowPositions.Lengths();
        });
  }

  @Override
  public RecordVector vector(StructField column, ReadStatistics statistics) {
    return new LineVector(column.dataType());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TextReading that
        && wholeText == that.wholeText
        && Arrays.equals(lineSeparator, that.lineSeparator)
        && Objects.equals(condition, that.condition);
  }

  @Override
  public int hashCode() {
    return Objects.hash(wholeText, condition);
  }
}
