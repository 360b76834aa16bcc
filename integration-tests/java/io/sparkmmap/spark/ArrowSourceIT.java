// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.mapping.FileResidency;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That Arrow files are read in place, and only the buffers of the wanted columns. */
class ArrowSourceIT {
  private static final int BATCH_ROWS = 4 << 20;
  private static final int COLUMNS = 4;
  private static final long COLUMN_BYTES = (long) BATCH_ROWS * Long.BYTES;
  private static final int CHUNK = 64 << 10;

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
}
