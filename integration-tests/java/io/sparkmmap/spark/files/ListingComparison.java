// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimeType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Lists the files of a {@link RandomTree} by our listing, and by the rows of Spark's text source.
 */
final class ListingComparison {
  private final SparkSession spark;

  ListingComparison(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Requires the same partition columns, and the same files with the same values of those.
   *
   * @return whether both answered; else both refused
   */
  boolean compare(
      String description, List<String> paths, Map<String, String> options, StructType schema) {
    Object theirs = attempt(() -> rowsOfSpark(paths, options, schema));
    Object ours = attempt(() -> rowsOfListing(paths, options, schema));
    boolean failed = theirs instanceof Exception;
    if (failed != ours instanceof Exception) {
      throw new AssertionError(
          description + "\nSpark: " + theirs + "\nours: " + ours,
          (Exception) (failed ? theirs : ours));
    }
    if (failed) {
      assertThat(ours)
          .as(description)
          .isInstanceOfAny(IllegalArgumentException.class, IOException.class);
    } else {
      assertThat(ours).as(description).isEqualTo(theirs);
    }
    return !failed;
  }

  private static Object attempt(Callable<Object> attempt) {
    try {
      return attempt.call();
    } catch (Exception e) {
      return e;
    }
  }

  /** The partition schema, and then each row: the file's name and the partition values. */
  private List<String> rowsOfSpark(
      List<String> paths, Map<String, String> options, StructType schema) {
    DataFrameReader reader = spark.read().options(options);
    if (schema != null) {
      reader = reader.schema(schema);
    }
    Dataset<Row> rows = reader.text(paths.toArray(new String[0]));
    StructField[] fields = rows.schema().fields();
    StructField[] columns = Arrays.copyOfRange(fields, 1, fields.length);
    List<String> result = new ArrayList<>();
    for (Row row : rows.collectAsList()) {
      List<String> values = new ArrayList<>();
      for (int i = 1; i < row.length(); i++) {
        values.add(string(row.get(i)));
      }
      result.add(row.getString(0) + " " + values);
    }
    return withSchema(columns, result);
  }

  private List<String> rowsOfListing(
      List<String> paths, Map<String, String> options, StructType schema) throws IOException {
    FileListing listing =
        new FileLister(
                spark.sparkContext().hadoopConfiguration(),
                new CaseInsensitiveStringMap(new HashMap<>(options)),
                SessionSettings.of(spark.conf()::get))
            .list(paths, Optional.ofNullable(schema));
    StructField[] columns = listing.partitionSchema().fields();
    List<String> result = new ArrayList<>();
    for (ListedFile file : listing.files()) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < columns.length; i++) {
        values.add(string(external(file.partitionValue(i), columns[i].dataType())));
      }
      String line = Files.readString(Path.of(new org.apache.hadoop.fs.Path(file.path()).toUri()));
      assertThat(file.length()).isEqualTo(line.getBytes(UTF_8).length);
      if (!line.isEmpty()) {
        result.add(line.strip() + " " + values);
      }
    }
    return withSchema(columns, result);
  }

  /** Which spelling of a column Spark takes depends on the order of a hash map. */
  private static List<String> withSchema(StructField[] columns, List<String> rows) {
    List<String> sorted = new ArrayList<>(rows.stream().sorted().toList());
    for (StructField column : columns) {
      sorted.add(0, column.toString().toLowerCase(Locale.ROOT));
    }
    return sorted;
  }

  private static String string(Object value) {
    if (value instanceof byte[] bytes) {
      return Arrays.toString(bytes);
    }
    return value == null ? "null" : value.getClass().getSimpleName() + " " + value;
  }

  private static Object external(Object value, DataType type) {
    if (value == null) {
      return null;
    }
    if (value instanceof Decimal decimal) {
      return decimal.toJavaBigDecimal();
    }
    if (type instanceof DateType) {
      return LocalDate.ofEpochDay((Integer) value);
    }
    if (type instanceof TimestampType) {
      return Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS);
    }
    if (type instanceof TimestampNTZType) {
      return LocalDateTime.ofInstant(
          Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS), ZoneId.of("UTC"));
    }
    if (type instanceof TimeType) {
      return LocalTime.ofNanoOfDay((Long) value);
    }
    return value instanceof UTF8String ? value.toString() : value;
  }
}
