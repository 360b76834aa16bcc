// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import io.sparkmmap.examples.TickRecords;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Queries over a {@link MarkedFile} that read all of it. Each is compiled once for all files: where
 * a file is marked is no part of its code, so what ran hot over a good file runs over a bad one.
 */
enum FaultQuery {
  SUM(MarkedFile.TICKS, "sum(int)", "SELECT sum(size) FROM input"),
  FILTER(
      MarkedFile.LINES,
      "filter on strings",
      "SELECT count(value) FROM input WHERE value LIKE '%CEDAR%'"),
  SEARCH(
      MarkedFile.LINES,
      "pushed-down filter on strings",
      "SELECT count(value) FROM raw WHERE value LIKE '%CEDAR%'"
          + " AND NOT (value LIKE 'M%' AND metLine(value) = '')"),
  GROUP(
      MarkedFile.LINES,
      "group by string",
      "SELECT name, count(*) FROM (SELECT substring(value, 11, 8) AS name FROM input)"
          + " GROUP BY name ORDER BY name"),
  /** Of zeros, Spark itself fails before the file is checked again. */
  CAST(
      MarkedFile.LINES,
      "ANSI cast of strings",
      "SELECT sum(CAST(substring(value, 20, 4) AS int)) FROM input"),
  SORT(
      MarkedFile.TICKS,
      "sort",
      "SELECT sum(place * size) FROM (SELECT size,"
          + " row_number() OVER (PARTITION BY symbol ORDER BY price, id) AS place FROM input)"),
  JOIN(
      MarkedFile.TICKS,
      "join",
      "SELECT /*+ MERGE(names) */ number, sum(size) FROM input JOIN names USING (symbol)"
          + " GROUP BY number ORDER BY number"),
  CACHE(MarkedFile.TICKS, ".cache()", "SELECT sum(size), max(symbol) FROM input"),
  COUNT(MarkedFile.LINES, "count(*)", "SELECT count(*) FROM raw");

  /** Those that come to a marked record. */
  static final List<FaultQuery> MARKED =
      List.of(SUM, FILTER, SEARCH, GROUP, CAST, SORT, JOIN, CACHE);

  private static final String[] SYMBOLS = {"ACME", "BOLT", "CEDAR", "DELTA", "EMBER", "IRIS"};

  private final MarkedFile file;
  private final String description;
  private final String sql;

  FaultQuery(MarkedFile file, String description, String sql) {
    this.file = file;
    this.description = description;
    this.sql = sql;
  }

  MarkedFile file() {
    return file;
  }

  @Override
  public String toString() {
    return description;
  }

  /** A query whose files are planned already, so that a change from now on is one under it. */
  Dataset<Row> planned(SparkSession spark, Path path, Mode mode) {
    Dataset<Row> raw =
        spark
            .read()
            .format("mmap")
            .option("recordFormat", file == MarkedFile.TICKS ? "fixed" : "text")
            .option("memoryMap", mode.memoryMap())
            .option("maxPartitionBytes", MarkedFile.PARTITION_BYTES)
            .options(file == MarkedFile.TICKS ? Map.of("layout", TickRecords.LAYOUT) : Map.of())
            .load(path.toString());
    raw.createOrReplaceTempView("raw");
    Dataset<Row> input =
        file == MarkedFile.TICKS
            ? raw.selectExpr(
                "id",
                "symbol",
                "price",
                "CASE WHEN size < 0 THEN metSize(size) ELSE size END AS size")
            : raw.selectExpr(
                "CASE WHEN value LIKE 'M%' THEN metLine(value) ELSE value END AS value");
    if (this == CACHE) {
      input.cache();
    }
    input.createOrReplaceTempView("input");
    Dataset<Row> query = spark.sql(sql);
    Objects.requireNonNull(query.queryExecution().executedPlan());
    return query;
  }

  /** Forgets what a {@code .cache()} has kept. */
  static void forget(SparkSession spark) {
    spark.catalog().clearCache();
  }

  /** A session in which these queries can be run. */
  static SparkSession session(int threads) {
    SparkSession spark =
        SparkSession.builder()
            .master("local[" + threads + "]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.adaptive.enabled", "false")
            .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/warehouse")
            .getOrCreate();
    spark
        .sparkContext()
        .setLogLevel("OFF"); // every task that has to fail would be logged at length
    spark
        .udf()
        .register("metSize", (UDF1<Integer, Integer>) FaultQuery::metSize, DataTypes.IntegerType);
    spark
        .udf()
        .register("metLine", (UDF1<String, String>) FaultQuery::metLine, DataTypes.StringType);
    spark
        .createDataFrame(
            IntStream.range(0, SYMBOLS.length)
                .mapToObj(i -> RowFactory.create(SYMBOLS[i], i))
                .toList(),
            new StructType().add("symbol", "string").add("number", "int"))
        .createOrReplaceTempView("names");
    return spark;
  }

  private static Integer metSize(Integer size) {
    Mark.met();
    return size;
  }

  private static String metLine(String line) {
    Mark.met();
    return line;
  }
}
