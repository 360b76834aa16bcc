// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Two queries of a CSV file by {@code format("mmap")}, compared with Spark's own CSV source in the
 * same session, and with DuckDB in the same process if its driver is on the class path.
 */
public final class CsvBenchmark {
  private CsvBenchmark() {}

  /**
   * Runs both queries; ends with 1 if a goal was missed.
   *
   * @param args a folder for the data, its size in MiB, and how often each query is repeated
   */
  public static void main(String[] args) throws Exception {
    long rows = (Long.parseLong(args[1]) << 20) / TradeRows.ROW_BYTES;
    Path file = Path.of(args[0]).resolve("trades-" + rows + ".csv");
    if (!Files.exists(file)) {
      Files.createDirectories(file.getParent());
      TradeRows.write(file, rows);
    }
    boolean reached;
    try (SparkSession spark = LocalSession.start()) {
      Contest.printHead();
      reached = run(spark, file.toString(), Integer.parseInt(args[2]));
    }
    System.exit(reached ? 0 : 1);
  }

  private static boolean run(SparkSession spark, String file, int repeats) throws Exception {
    Dataset<Row> ours = spark.read().format("mmap").schema(TradeRows.SCHEMA).load(file);
    Dataset<Row> sparks = spark.read().schema(TradeRows.SCHEMA).csv(file);
    String sum = "sum(size)";
    String average = "avg(price)";
    Contest sums =
        new Contest("csv sum(int)", () -> ours.selectExpr(sum).first().getLong(0))
            .against("Spark csv", 12, () -> sparks.selectExpr(sum).first().getLong(0));
    Contest averages =
        new Contest("csv avg by symbol", () -> bySymbol(ours, average))
            .against("Spark csv", 5, () -> bySymbol(sparks, average));
    Contest counts = new Contest("csv count", ours::count).against("Spark csv", 1, sparks::count);
    if (!hasDuckDb()) {
      System.out.println("DuckDB is not on the class path, so it takes no part");
      return runAll(repeats, sums, averages, counts);
    }
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("SET threads = 2");
      String query =
          "SELECT sum(size)::BIGINT FROM read_csv('"
              + file
              + "', header = false, auto_detect = false, columns = {'id': 'BIGINT', 'day': 'DATE',"
              + " 'size': 'INTEGER', 'price': 'DOUBLE', 'symbol': 'VARCHAR'})";
      sums.against("DuckDB read_csv", 1, () -> longOf(statement, query));
      return runAll(repeats, sums, averages, counts);
    }
  }

  private static boolean runAll(int repeats, Contest... contests) throws Exception {
    boolean reached = true;
    for (Contest contest : contests) {
      reached &= contest.run(repeats);
    }
    return reached;
  }

  private static boolean hasDuckDb() {
    return DriverManager.drivers()
        .anyMatch(driver -> driver.getClass().getName().startsWith("org.duckdb."));
  }

  private static Long longOf(Statement statement, String query) throws SQLException {
    try (ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    }
  }

  /** Rounded, for sums of doubles depend on the order of the rows. */
  private static String bySymbol(Dataset<Row> rows, String average) {
    return rows.groupBy("symbol")
        .agg(org.apache.spark.sql.functions.expr("round(" + average + ", 4)"))
        .orderBy("symbol")
        .collectAsList()
        .toString();
  }
}
