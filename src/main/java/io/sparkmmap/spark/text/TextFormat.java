// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.text;

import io.sparkmmap.core.NameRule;
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
import io.sparkmmap.spark.files.ConditionException;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.files.Switch;
import io.sparkmmap.spark.format.PushedFilters;
import io.sparkmmap.spark.format.InferenceSite;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.RowPositions;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Lines, or whole files, as one string column, with the options and the results of Spark's own text
 * source. The bytes are taken for UTF-8 as they are, whatever the option {@code encoding} says: as
 * in Spark it decides only which bytes {@code lineSep} stands for.
 */
public final class TextFormat implements RecordFormat {
  @Serial private static final long serialVersionUID = 1L;

  /** As many lines as Spark's own vectorized readers put into a batch. */
  private static final int BATCH_LINES = 4096;

  /** The names of the options that this format has and not every format. */
  public static final Set<String> OPTIONS =
      Set.of("wholetext", "lineSep", "encoding", "headerBytes", "trailerBytes");

  private static final String WHOLE_TEXT = "wholetext";
  private static final String LINE_SEPARATOR = "lineSep";
  private static final String ENCODING = "encoding";

  private final byte[] lineSeparator;
  private final boolean wholeText;

  /** What lines must meet, or null if all lines are wanted. */
  private final LineCondition condition;

  /**
   * Reads the options {@code wholetext}, {@code lineSep} and {@code encoding}.
   *
   * @throws IllegalArgumentException naming the option and its value, if the value is invalid
   */
  public TextFormat(CaseInsensitiveStringMap options) {
    this.wholeText = Switch.of(options, WHOLE_TEXT, false);
    String separator = options.get(LINE_SEPARATOR);
    if (separator != null && separator.isEmpty()) {
      throw new IllegalArgumentException(
          "Option '" + LINE_SEPARATOR + "' cannot be an empty string");
    }
    this.lineSeparator = separator == null ? null : separator.getBytes(charset(options));
    this.condition = null;
  }

  private TextFormat(TextFormat all, LineCondition condition) {
    this.lineSeparator = all.lineSeparator;
    this.wholeText = all.wholeText;
    this.condition = condition;
  }

  private static Charset charset(CaseInsensitiveStringMap options) {
    String name = options.get(ENCODING);
    try {
      return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Option '" + ENCODING + "' is not a character set: '" + name + "'", e);
    }
  }

  @Override
  public String name() {
    return "text";
  }

  @Override
  public StructType inferSchema(List<ListedFile> files, InferenceSite site) {
    return new StructType().add("value", DataTypes.StringType);
  }

  @Override
  public RecordFormat withColumns(StructType columns, NameRule names) {
    if (columns.length() > 1) {
      throw new IllegalArgumentException(
          "recordFormat text has one column of type string, but the schema declares "
              + columns.length()
              + ": "
              + columns.simpleString());
    }
    for (StructField column : columns.fields()) {
      if (!(column.dataType() instanceof StringType)) {
        throw ConditionException.unsupportedType(
            name(),
            column,
            "recordFormat text has one column of type string, but the schema declares '"
                + column.name()
                + "' as "
                + column.dataType().catalogString()
                + "; read it as string and cast it");
      }
    }
    return this;
  }

  @Override
  public Splittable splittable() {
    return wholeText ? Splittable.NO : Splittable.YES;
  }

  @Override
  public OptionalLong recordCount(String path, long dataBytes) {
    return wholeText ? OptionalLong.of(dataBytes > 0 ? 1 : 0) : OptionalLong.empty();
  }

  /**
   * Takes one filter on the line, which is then searched for instead of splitting all lines. Lines
   * with a collation are not searched: they are equal to others than those of the same bytes.
   */
  @Override
  public PushedFilters push(Predicate[] filters, StructType columns) {
    boolean plain =
        !columns.isEmpty() && columns.fields()[0].dataType().equals(DataTypes.StringType);
    if (wholeText || lineSeparator != null || !plain) {
      return RecordFormat.super.push(filters, columns);
    }
    String column = columns.fieldNames()[0];
    LineCondition wanted = condition; // of an earlier call, maybe
    List<Predicate> taken = new ArrayList<>();
    List<Predicate> left = new ArrayList<>();
    for (Predicate filter : filters) {
      Optional<LineCondition> found = LineFilters.condition(filter, column);
      if (wanted == null && found.isPresent()) {
        wanted = found.get();
        taken.add(filter);
      } else if (LineFilters.isAlwaysTrue(filter, column)) {
        taken.add(filter);
      } else {
        left.add(filter);
      }
    }
    return new PushedFilters(new TextFormat(this, wanted), taken, left);
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
    return other instanceof TextFormat that
        && wholeText == that.wholeText
        && Arrays.equals(lineSeparator, that.lineSeparator)
        && Objects.equals(condition, that.condition);
  }

  @Override
  public int hashCode() {
    return Objects.hash(wholeText, condition);
  }
}
