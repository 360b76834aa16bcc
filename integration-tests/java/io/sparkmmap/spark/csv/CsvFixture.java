// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sparkmmap.spark.LocalSpark;
import io.sparkmmap.spark.TaskRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.csv.CSVFileFormat;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.io.TempDir;

/** CSV files read by our source and by that of Spark. */
abstract class CsvFixture {
  final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  Dataset<Row> ours(Map<String, String> options, Path path) {
    return spark
        .read()
        .format("mmap")
        .option("recordFormat", "csv")
        .options(options)
        .load(path.toString());
  }

  Dataset<Row> sparks(Map<String, String> options, Path path) {
    return spark.read().options(options).csv(path.toString());
  }

  Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  static Dataset<Row> named(Dataset<Row> rows) {
    return rows.withColumnsRenamed(Map.of("_c0", "n", "_c1", "v"));
  }

  /** The conditions of Spark's errors, from that of the query to the deepest. */
  static String failure(Dataset<Row> rows) {
    Throwable thrown = catchThrowable(rows::collectAsList);
    assertThat(thrown).isNotNull();
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
        .filter(SparkThrowable.class::isInstance)
        .map(e -> ((SparkThrowable) e).getCondition())
        .filter(Objects::nonNull)
        .collect(Collectors.joining(" < "));
  }

  /** In this thread, without a job. */
  void assertSameRows(Map<String, String> options, String schema, Path file) throws IOException {
    StructType columns = StructType.fromDDL(schema);
    TaskRows rows = new TaskRows(options, columns, columns);
    assertThat(rows.ofOurs("csv", file))
        .as("%s", options)
        .isEqualTo(rows.ofSpark(spark, new CSVFileFormat(), file));
  }

  static List<String> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }
}
