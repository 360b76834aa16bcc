// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.text;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.lines.LineCondition;
import io.sparkmmap.spark.files.ConditionException;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.files.Switch;
import io.sparkmmap.spark.format.InferenceSite;
import io.sparkmmap.spark.format.PushedFilters;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.format.RecordReading;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
  /** The names of the options that this format has and not every format. */
  public static final Set<String> OPTIONS =
      Set.of("wholetext", "lineSep", "encoding", "headerBytes", "trailerBytes");

  private static final String WHOLE_TEXT = "wholetext";
  private static final String LINE_SEPARATOR = "lineSep";
  private static final String ENCODING = "encoding";

  private final TextReading reading;

  /**
   * Reads the options {@code wholetext}, {@code lineSep} and {@code encoding}.
   *
   * @throws IllegalArgumentException naming the option and its value, if the value is invalid
   */
  public TextFormat(CaseInsensitiveStringMap options) {
    boolean wholeText = Switch.of(options, WHOLE_TEXT, false);
    String separator = options.get(LINE_SEPARATOR);
    if (separator != null && separator.isEmpty()) {
      throw new IllegalArgumentException(
          "Option '" + LINE_SEPARATOR + "' cannot be an empty string");
    }
    this.reading =
        new TextReading(
            separator == null ? null : separator.getBytes(charset(options)), wholeText, null);
  }

  private TextFormat(TextReading reading) {
    this.reading = reading;
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
  public RecordReading reading() {
    return reading;
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
              + columns.simpleString()
              + "; declare that one, and split it");
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
  public OptionalLong recordCount(String path, long dataBytes) {
    return reading.isOfWholeFiles() ? OptionalLong.of(dataBytes > 0 ? 1 : 0) : OptionalLong.empty();
  }

  /**
   * Takes one filter on the line, which is then searched for instead of splitting all lines. Lines
   * with a collation are not searched: they are equal to others than those of the same bytes.
   */
  @Override
  public PushedFilters push(Predicate[] filters, StructType columns) {
    boolean plain =
        !columns.isEmpty() && columns.fields()[0].dataType().equals(DataTypes.StringType);
    if (!reading.isOfNewlines() || !plain) {
      return RecordFormat.super.push(filters, columns);
    }
    String column = columns.fieldNames()[0];
    LineCondition wanted = reading.condition().orElse(null); // of an earlier call, maybe
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
    return new PushedFilters(new TextFormat(reading.of(wanted)), taken, left);
  }
}
