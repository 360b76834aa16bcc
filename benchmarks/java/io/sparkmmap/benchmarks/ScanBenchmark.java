// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import io.sparkmmap.examples.TickRecords;
import io.sparkmmap.examples.WebServerLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Scans of a log and of fixed-length records by {@code format("mmap")}, beside Spark's own sources
 * on the same bytes in the same session, with a warm page cache.
 */
public final class ScanBenchmark {
  private static final long SEED = 20_260_101;
  private static final int POSITION_OF_SIZE = 32;

  private final SparkSession spark;
  private final Path folder;
  private final long bytes;

  private ScanBenchmark(SparkSession spark, Path folder, long bytes) {
    this.spark = spark;
    this.folder = folder;
    this.bytes = bytes;
  }

  /**
   * Runs all queries; ends with 1 if a goal was missed.
   *
   * @param args a folder for the data, its size in MiB, how often each query is repeated, and maybe
   *     {@code lines} to leave out the records
   */
  public static void main(String[] args) throws Exception {
    boolean reached;
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.parquet.compression.codec", "uncompressed")
            .getOrCreate()) {
      spark.sparkContext().setLogLevel("ERROR");
      ScanBenchmark benchmark =
          new ScanBenchmark(spark, Path.of(args[0]), Long.parseLong(args[1]) << 20);
      Contest.printHead();
      int repeats = Integer.parseInt(args[2]);
      boolean text = benchmark.text(repeats);
      boolean linesOnly = args.length > 3 && args[3].equals("lines");
      reached = (linesOnly || benchmark.fixed(repeats)) && text;
    }
    System.exit(reached ? 0 : 1);
  }

  private boolean text(int repeats) throws Exception {
    String log =
        existing("access-" + bytes + ".log", file -> WebServerLog.write(file, bytes, SEED));
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
    long records = bytes / TickRecords.RECORD_BYTES;
    String ticks =
        existing("ticks-" + records + ".bin", file -> TickRecords.write(file, records, SEED));
    Dataset<Row> ours = ticks().load(ticks);
    String parquet =
        existing("ticks-" + records + ".parquet", file -> ours.write().parquet(file.toString()));
    Dataset<Row> parquetRows = spark.read().parquet(parquet);
    JavaRDD<byte[]> binaryRecords =
        new JavaSparkContext(spark.sparkContext()).binaryRecords(ticks, TickRecords.RECORD_BYTES);
    // With an option of its own, or Spark would take the cached rows for ours as well.
    Dataset<Row> cached = ticks().option("splitAlignment", "1m").load(ticks).cache();
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

  private DataFrameReader ticks() {
    return spark
        .read()
        .format("mmap")
        .option("recordFormat", "fixed")
        .option("layout", TickRecords.LAYOUT);
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
                sum +=
                    ByteBuffer.wrap(partition.next())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getInt(POSITION_OF_SIZE);
              }
              return java.util.List.of(sum).iterator();
            })
        .reduce(Long::sum);
  }

  private interface Writer {
    void write(Path file) throws IOException;
  }

  private String existing(String name, Writer writer) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      Files.createDirectories(folder);
      writer.write(file);
    }
    return file.toString();
  }
}
