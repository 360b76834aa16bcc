// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.pagecache.FileResidency;
import io.sparkmmap.spark.LocalSpark;
import io.sparkmmap.spark.ScanMetrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampSecVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * That Arrow files are read in place, and only the buffers of the wanted columns; and what they and
 * the table around them say of one column.
 */
class ArrowSourceIT {
  private static final int BATCH_ROWS = 4 << 20;
  private static final int COLUMNS = 4;
  private static final long COLUMN_BYTES = (long) BATCH_ROWS * Long.BYTES;
  private static final int CHUNK = 64 << 10;

  /** Of a timestamp that microseconds do not reach. */
  private static final long FAR_SECONDS = 10_000_000_000_000L;

  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  /** A file of zeros, with holes where they are, so that no page of them is resident. */
  private Path writeSparse() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (RootAllocator allocator = new RootAllocator()) {
      List<FieldVector> columns = new ArrayList<>();
      for (int i = 0; i < COLUMNS; i++) {
        BigIntVector column = new BigIntVector("c" + i, allocator);
        column.allocateNew(BATCH_ROWS);
        for (int row = 0; row < BATCH_ROWS; row++) {
          column.set(row, 0);
        }
        columns.add(column);
      }
      try (VectorSchemaRoot root = new VectorSchemaRoot(columns);
          ArrowFileWriter writer = new ArrowFileWriter(root, null, Channels.newChannel(bytes))) {
        root.setRowCount(BATCH_ROWS);
        writer.writeBatch();
        writer.end();
      }
    }
    byte[] all = bytes.toByteArray();
    Path file = folder.resolve("sparse.arrow");
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(all.length);
      byte[] zeros = new byte[CHUNK];
      for (int at = 0; at < all.length; at += CHUNK) {
        int end = Math.min(all.length, at + CHUNK);
        if (!Arrays.equals(all, at, end, zeros, 0, end - at)) {
          out.seek(at);
          out.write(all, at, end - at);
        }
      }
    }
    return file;
  }

  private static long resident(Path file) throws IOException {
    return FileResidency.residentBytes(file).getAsLong();
  }

  @Test
  void aQueryTouchesAndMapsTheBuffersOfItsColumnsOnlyAndCopiesNone() throws IOException {
    Path file = writeSparse();
    long atRest = resident(file);

    assertThat(spark.read().format("mmap").load(file.toString()).count()).isEqualTo(BATCH_ROWS);
    assertThat(resident(file) - atRest).isLessThan(COLUMN_BYTES / 4);

    Dataset<Row> sum =
        spark.read().format("mmap").load(file.toString()).selectExpr("sum(c0)", "count(c0)");
    assertThat(sum.collectAsList().get(0).getLong(1)).isEqualTo(BATCH_ROWS);
    assertThat(ScanMetrics.afterRunning(sum))
        .containsEntry("bytesCopied", 0L)
        .containsEntry("bytesMapped", COLUMN_BYTES);
    // Beside the column, what the system read ahead of it: 8 MiB at a time on some disks.
    assertThat(resident(file) - atRest).isBetween(COLUMN_BYTES / 2, COLUMN_BYTES * 2);
  }

  /** Polars and pyarrow can leave the key of a partition in its files. */
  @Test
  void aKeyThatTheFilesHaveTooIsThatOfTheDirectoryAsInParquet() throws IOException {
    Path arrow = folder.resolve("arrow");
    Path parquet = folder.resolve("parquet");
    for (int key = 1; key <= 2; key++) {
      Path file = Files.createDirectories(arrow.resolve("k=" + key)).resolve("part.arrow");
      Files.write(file, writeKeyAndTime(7));
      spark
          .sql("select 7 k, " + FAR_SECONDS + "L t")
          .write()
          .parquet(parquet.resolve("k=" + key).toString());
    }
    for (StructType declared :
        List.of(
            StructType.fromDDL("k int, t bigint"),
            StructType.fromDDL("t bigint, k string"),
            StructType.fromDDL("t bigint"))) {
      Dataset<Row> found =
          spark.read().format("mmap").schema(declared).load(arrow.toString()).orderBy("k");
      Dataset<Row> expected =
          spark.read().schema(declared).parquet(parquet.toString()).orderBy("k");
      assertThat(found.schema()).isEqualTo(expected.schema());
      assertThat(found.collectAsList()).isEqualTo(expected.collectAsList());
      assertThat(found.where("k = 2").count()).isEqualTo(1);
    }
    Dataset<Row> inferred = spark.read().format("mmap").load(arrow.toString());
    assertThat(inferred.schema()).isEqualTo(StructType.fromDDL("k int, t timestamp_ntz"));
    assertThat(inferred.selectExpr("sum(k)").first().getLong(0)).isEqualTo(3);
  }

  @Test
  void timesFurtherThanSparksAreCountsWhereTheyAreDeclaredSo() throws IOException {
    Path file = folder.resolve("far.arrow");
    Files.write(file, writeKeyAndTime(1));
    Dataset<Row> counts = spark.read().format("mmap").schema("t bigint").load(file.toString());
    assertThat(counts.where("t = " + FAR_SECONDS + "L").count()).isEqualTo(1);
    assertThat(counts.where("t < " + FAR_SECONDS + "L").count()).isZero();
    assertThat(counts.selectExpr("sum(t)", "min(t)").first())
        .isEqualTo(RowFactory.create(FAR_SECONDS, FAR_SECONDS));
    assertThatThrownBy(
            () -> spark.read().format("mmap").load(file.toString()).selectExpr("max(t)").first())
        .hasStackTraceContaining("declare the column as bigint, which has the count as it is");
  }

  /** A row of an int column {@code k} and a timestamp {@code t} in seconds. */
  private static byte[] writeKeyAndTime(int key) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (RootAllocator allocator = new RootAllocator();
        IntVector keys = new IntVector("k", allocator);
        TimeStampSecVector times = new TimeStampSecVector("t", allocator)) {
      keys.setSafe(0, key);
      times.setSafe(0, FAR_SECONDS);
      VectorSchemaRoot root = VectorSchemaRoot.of(keys, times);
      root.setRowCount(1);
      try (ArrowFileWriter writer = new ArrowFileWriter(root, null, Channels.newChannel(bytes))) {
        writer.start();
        writer.writeBatch();
        writer.end();
      }
    }
    return bytes.toByteArray();
  }
}
