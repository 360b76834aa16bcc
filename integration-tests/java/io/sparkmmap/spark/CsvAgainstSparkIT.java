// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.spark.csv.RandomCsv;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.csv.CSVFileFormat;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random files and options of CSV: what Spark's own source gives, ours has to give. */
class CsvAgainstSparkIT {
  private static final int CASES = Integer.getInteger("sparkmmap.csv.cases", 5_000);
  private static final int QUERIES = Integer.getInteger("sparkmmap.csv.queries", 60);
  private static final int MOST_OPTIONS = 4;

  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  @Test
  void randomFilesGiveTheRowsAndTheErrorsOfSparksSource() throws Exception {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Path file = folder.resolve("rows.csv");
    for (int i = 0; i < CASES; i++) {
      RandomCsv csv = RandomCsv.of(new Random(seed + i), MOST_OPTIONS);
      Files.write(file, csv.bytes());
      TaskRows rows = new TaskRows(csv.options(), csv.columns(), csv.wanted());

      assertThat(rows.ofOurs("csv", file))
          .as("-Dsparkmmap.seed=%d -Dsparkmmap.csv.cases=1: %s", seed + i, csv)
          .isEqualTo(rows.ofSpark(spark, new CSVFileFormat(), file));
    }
  }

  /** With filters, columns left out, limits and counts, whose errors are those of the query. */
  @Test
  void randomQueriesGiveTheRowsAndTheErrorsOfSparksSource() throws Exception {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Path file = folder.resolve("queried.csv");
    for (int i = 0; i < QUERIES; i++) {
      Random random = new Random(seed + i);
      RandomCsv csv = RandomCsv.of(random, 2);
      Files.write(file, csv.bytes());
      String mode = List.of("PERMISSIVE", "DROPMALFORMED", "FAILFAST").get(random.nextInt(3));
      String condition = condition(random, csv.columns());
      int kind = random.nextInt(4);
      int limit = random.nextInt(8);
      List<String> results = new ArrayList<>();
      for (String source : List.of("mmap", "csv")) {
        Dataset<Row> all =
            spark
                .read()
                .format(source)
                .options(csv.options())
                .option("mode", mode)
                .schema(csv.columns())
                .load(file.toString());
        results.add(outcome(query(all.where(condition), csv.wanted(), kind, limit)));
      }

      assertThat(results.get(0))
          .as(
              "-Dsparkmmap.seed=%d -Dsparkmmap.csv.queries=1: %s, where %s, kind %d, limit %d: %s",
              seed + i, mode, condition, kind, limit, csv)
          .isEqualTo(results.get(1));
    }
  }

  private static Dataset<Row> query(Dataset<Row> rows, StructType wanted, int kind, int limit) {
    Column[] columns =
        Arrays.stream(wanted.fieldNames()).map(functions::col).toArray(Column[]::new);
    return switch (kind) {
      case 0 -> rows.selectExpr("count(*)");
      case 1 -> rows.limit(limit);
      case 2 -> rows;
      default -> rows.select(columns);
    };
  }

  private static String condition(Random random, StructType columns) {
    StructField[] fields = columns.fields();
    StructField column = fields[random.nextInt(fields.length)];
    String name = column.name();
    if (column.dataType() instanceof StringType) {
      return List.of(
              name + " = 'abc'",
              name + " LIKE '1%'",
              name + " <> '0'",
              name + " LIKE '%5'",
              "contains(" + name + ", 'a')")
          .get(random.nextInt(5));
    }
    return List.of(
            name + " IS NULL",
            name + " IS NOT NULL",
            "true",
            "cast(" + name + " AS string) > '1'",
            "NOT (" + name + " IS NULL) OR " + fields[0].name() + " IS NULL")
        .get(random.nextInt(5));
  }

  private static String text(Row row) {
    return IntStream.range(0, row.length())
        .mapToObj(row::get)
        .map(value -> value instanceof byte[] bytes ? Arrays.toString(bytes) : "" + value)
        .collect(Collectors.joining("|"));
  }

  private static String outcome(Dataset<Row> rows) {
    try {
      return rows.collectAsList().stream().map(CsvAgainstSparkIT::text).toList().toString();
    } catch (Exception e) {
      return Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
          .filter(SparkThrowable.class::isInstance)
          .map(thrown -> ((SparkThrowable) thrown).getCondition())
          .filter(Objects::nonNull)
          .collect(Collectors.joining(" < ", "error ", ""));
    }
  }
}
