// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import io.sparkmmap.core.arrow.ArrowCursor;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.ByteViews;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The sum of one column of four of an Arrow file by {@code format("mmap")}, compared with Spark's
 * Parquet source on the same rows, and with pyarrow on the same file where a Python with it is
 * given.
 */
public final class ArrowBenchmark {
  private static final String SCRIPT = "benchmarks/python/arrow_sum.py";
  private static final int COLUMNS = 4;
  private static final int BATCH_ROWS = 1 << 20;
  private static final long SEED = 20_260_101;

  private ArrowBenchmark() {}

  /**
   * Runs the query; ends with 1 if a goal was missed.
   *
   * @param args a folder for the data, its size in MiB, how often each query is repeated, and a
   *     Python with pyarrow, which may be missing
   */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    Path arrow = file(folder, Long.parseLong(args[1]) << 20);
    boolean reached;
    try (SparkSession spark = LocalSession.start()) {
      reached = run(spark, arrow, Integer.parseInt(args[2]), args[3]);
    }
    System.exit(reached ? 0 : 1);
  }

  /** The file of four columns of longs, written if it is not there yet. */
  static Path file(Path folder, long bytes) throws IOException {
    long rows = bytes / (COLUMNS * Long.BYTES);
    Path arrow = folder.resolve("longs-" + rows + ".arrow");
    if (!Files.exists(arrow)) {
      write(arrow, rows);
    }
    return arrow;
  }

  /** The sum of {@code c1}, by a plain loop over the buffers in the mapping. */
  static long plainSum(Path path) throws IOException {
    PlannedFile file = PlannedFile.of(path);
    int threads = LocalSession.THREADS;
    return IntStream.range(0, threads)
        .parallel()
        .mapToLong(
            i -> plainSum(file, file.length() * i / threads, file.length() * (i + 1) / threads))
        .sum();
  }

  private static long plainSum(PlannedFile file, long start, long end) {
    long sum = 0;
    try (LeaseScope leases = new LeaseScope();
        ArrowCursor cursor =
            ArrowCursor.open(
                RegionSources.open(file, MemoryMode.MAP, new ReadStatistics(), leases),
                DataRange.of(start, end, file.length()),
                (compression, compressed, length) -> compressed,
                columns -> List.of(columns.get(1)))) {
      while (cursor.next()) {
        ByteBuffer longs = cursor.slice(0).values().bytes();
        for (int i = 0; i < cursor.count(); i++) {
          sum += (long) ByteViews.LONG_LE.get(longs, i * Long.BYTES);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sum;
  }

  private static boolean run(SparkSession spark, Path arrow, int repeats, String python)
      throws Exception {
    Dataset<Row> ours = spark.read().format("mmap").load(arrow.toString());
    Path parquet = Path.of(arrow.toString().replace(".arrow", ".parquet"));
    PeerData.parquet(ours, parquet, "uncompressed");
    Dataset<Row> parquetRows = spark.read().parquet(parquet.toString());
    Contest contest =
        new Contest("arrow sum(long)", () -> sum(ours))
            .against("Spark Parquet, plain", 2, () -> sum(parquetRows));
    Contest.printHead();
    if (!Files.isExecutable(Path.of(python))) {
      System.out.println("no pyarrow: " + python + " is missing, see integration-tests/setup");
      return contest.run(repeats);
    }
    String threads = String.valueOf(LocalSession.THREADS);
    try (PythonProcess pyarrow =
        new PythonProcess(python, SCRIPT, arrow.toString(), "c1", threads)) {
      return contest
          .against(
              "pyarrow + fixed cost",
              1,
              () -> {
                spark.range(1).count();
                return Long.valueOf(pyarrow.ask(""));
              })
          .run(repeats);
    }
  }

  private static Long sum(Dataset<Row> rows) {
    return rows.selectExpr("sum(c1)").first().getLong(0);
  }

  private static void write(Path file, long rows) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    try (RootAllocator allocator = new RootAllocator();
        FileChannel out =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      List<FieldVector> columns = new ArrayList<>();
      for (int i = 0; i < COLUMNS; i++) {
        columns.add(new BigIntVector("c" + i, allocator));
      }
      try (VectorSchemaRoot root = new VectorSchemaRoot(columns);
          ArrowFileWriter writer = new ArrowFileWriter(root, null, out)) {
        writer.start();
        for (long row = 0; row < rows; row += BATCH_ROWS) {
          int count = (int) Math.min(BATCH_ROWS, rows - row);
          for (FieldVector column : columns) {
            BigIntVector longs = (BigIntVector) column;
            longs.allocateNew(count);
            for (int i = 0; i < count; i++) {
              longs.set(i, random.nextLong(1L << 30));
            }
          }
          root.setRowCount(count);
          writer.writeBatch();
        }
        writer.end();
      }
    }
  }
}
