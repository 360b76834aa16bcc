// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import io.sparkmmap.examples.TickRecords;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Scans of a log and of fixed-length records by {@code format("mmap")}, compared with Spark's own
 * sources on the same bytes in the same session, with a warm page cache.
 */
public final class ScanBenchmark {
  private final SparkSession spark;
  private final ScanData data;

  private ScanBenchmark(SparkSession spark, ScanData data) {
    this.spark = spark;
    this.data = data;
  }

  /**
   * Runs all queries; ends with 1 if a goal was missed.
   *
   * @param args a folder for the data, its size in MiB, how often each query is repeated, and maybe
   *     {@code lines} to leave out the records
   */
  public static void main(String[] args) throws Exception {
    boolean reached;
    try (SparkSession spark = LocalSession.start()) {
      ScanBenchmark benchmark =
          new ScanBenchmark(spark, new ScanData(Path.of(args[0]), Long.parseLong(args[1]) << 20));
      Contest.printHead();
      int repeats = Integer.parseInt(args[2]);
      boolean text = benchmark.text(repeats);
      boolean linesOnly = args.length > 3 && args[3].equals("lines");
      reached = (linesOnly || benchmark.fixed(repeats)) && text;
    }
    System.exit(reached ? 0 : 1);
  }

  private boolean text(int repeats) throws Exception {
    String log = data.log().toString();
    Dataset<Row> ours = spark.read().format("mmap").load(log);
    Dataset<Row> sparks = spark.read().text(log);
    String contains = "value LIKE '%/no/such/page%'";
    boolean reached =
        new Contest("text count", ours::count)
            .against("Spark text", 10, sparks::count)
            .run(repeats);
    reached &=
        new Contest("text contains", ours.filter(contains)::count)
            .against("Spark text", 10, sparks.filter(contains)::count)
            .run(repeats);
    return reached;
  }

  private boolean fixed(int repeats) throws Exception {
    String ticks = data.ticks().toString();
    Dataset<Row> ours = ScanData.ticksReader(spark).load(ticks);
    Path parquet = Path.of(ticks.replace(".bin", ".parquet"));
    PeerData.parquet(ours, parquet, "uncompressed");
    Dataset<Row> parquetRows = spark.read().parquet(parquet.toString());
    JavaRDD<byte[]> binaryRecords =
        new JavaSparkContext(spark.sparkContext()).binaryRecords(ticks, TickRecords.RECORD_BYTES);
    // With an option of its own, or Spark would take the cached rows for ours as well.
    Dataset<Row> cached =
        ScanData.ticksReader(spark).option("splitAlignment", "1m").load(ticks).cache();
    requireUncached(ours);
    try {
      return new Contest("fixed sum(int)", () -> sumOfSize(ours))
          .against("Spark binaryRecords", 15, () -> sumOfSize(binaryRecords))
          .against("Spark Parquet, plain", 2, () -> sumOfSize(parquetRows))
          .against("Spark .cache()", 3, () -> sumOfSize(cached))
          .run(repeats);
    } finally {
      cached.unpersist();
    }
  }

  private static void requireUncached(Dataset<Row> rows) {
    if (rows.queryExecution().executedPlan().toString().contains("InMemoryTableScan")) {
      throw new IllegalStateException("what should be a scan of the file reads the cached rows");
    }
  }

  private static Long sumOfSize(Dataset<Row> rows) {
    return rows.selectExpr("sum(size)").first().getLong(0);
  }

  private static Long sumOfSize(JavaRDD<byte[]> records) {
    return records
        .mapPartitions(
            partition -> {
              long sum = 0;
              while (partition.hasNext()) {
                sum += TickFields.size(partition.next());
              }
              return List.of(sum).iterator();
            })
        .reduce(Long::sum);
  }
}
