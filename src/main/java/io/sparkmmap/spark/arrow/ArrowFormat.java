// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.arrow.ArrowCursor;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.spark.files.ConditionException;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.files.TaskLeases;
import io.sparkmmap.spark.format.InferenceSite;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.format.RecordReading;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Arrow IPC files, which are Feather V2 as well, and IPC streams. */
public final class ArrowFormat implements RecordFormat {
  private final ArrowReading reading;

  /** The names of the options that this format has and not every format. */
  public static final Set<String> OPTIONS = Set.of();

  /**
   * Reads no option: files say all of themselves.
   *
   * @param options of a read
   */
  public ArrowFormat(CaseInsensitiveStringMap options) {
    this(new ArrowReading(new StructType(), NameRule.CASE_SENSITIVE));
  }

  private ArrowFormat(ArrowReading reading) {
    this.reading = reading;
  }

  @Override
  public String name() {
    return "arrow";
  }

  @Override
  public RecordReading reading() {
    return reading;
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
    return new ArrowFormat(new ArrowReading(columns, rule));
  }

  @Override
  public OptionalLong recordCount(String path, long dataBytes) {
    return OptionalLong.empty();
  }

  @Override
  public boolean evaluatesColumns() {
    return true;
  }
}
