// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.pagecache.FileResidency;
import io.sparkmmap.spark.table.MmapTable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That scans copy nothing, and touch nothing that a query does not need. */
class ZeroCopyIT {
  private static final long GIB = 1L << 30;

  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  private Path writeLines(int lines) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append("line number ").append(i).append(", some more of it\n");
    }
    return Files.writeString(folder.resolve("lines"), text);
  }

  private static Batch batch(Map<String, String> options) {
    CaseInsensitiveStringMap map = new CaseInsensitiveStringMap(options);
    return MmapTable.infer(map).newScanBuilder(map).build().toBatch();
  }

  private static Map<String, Long> metrics(PartitionReader<?> reader) {
    Map<String, Long> values = new HashMap<>();
    for (CustomTaskMetric metric : reader.currentMetricsValues()) {
      values.put(metric.name(), metric.value());
    }
    return values;
  }

  @Test
  void everyStringOfATextScanLiesInsideAMappedWindow() throws IOException {
    Path file = writeLines(30_000);
    Batch batch = batch(Map.of("path", file.toString(), "maxPartitionBytes", "100k"));
    long strings = 0;
    for (InputPartition partition : batch.planInputPartitions()) {
      PartitionReader<ColumnarBatch> reader =
          batch.createReaderFactory().createColumnarReader(partition);
      while (reader.next()) {
        ColumnVector column = reader.get().column(0);
        ProcessMaps mapped = ProcessMaps.of(file.toString()::equals);
        for (int row = 0; row < reader.get().numRows(); row++) {
          assertThat(mapped.contain(column.getUTF8String(row))).isTrue();
          strings++;
        }
      }
      assertThat(metrics(reader)).containsEntry("bytesCopied", 0L);
      reader.close();
    }
    assertThat(strings).isEqualTo(30_000);
  }

  @Test
  void scansOfTextAndNumbersCopyNoByteAndSayHowManyTheyMapped() throws IOException {
    Path lines = writeLines(20_000);
    Path numbers = Files.write(folder.resolve("numbers"), new byte[1 << 20]);
    Map<Dataset<Row>, Path> scans =
        Map.of(
            spark.read().format("mmap").load(lines.toString()).filter("value LIKE '%77%'"),
            lines,
            spark
                .read()
                .format("mmap")
                .option("recordFormat", "fixed")
                .option("layout", "id int64, price float64, tag char(8), n int32, m int32")
                .load(numbers.toString())
                .selectExpr("sum(id)", "sum(price)", "max(tag)"),
            numbers);
    scans.forEach(
        (rows, file) ->
            assertThat(ScanMetrics.afterRunning(rows))
                .containsEntry("bytesCopied", 0L)
                .containsEntry("bytesMapped", file.toFile().length()));
  }

  @Test
  void aScanByReadingSaysHowManyBytesItCopied() throws IOException {
    Path lines = writeLines(20_000);
    Dataset<Row> rows =
        spark.read().format("mmap").option("memoryMap", "false").load(lines.toString());
    Map<String, Long> metrics = ScanMetrics.afterRunning(rows);
    assertThat(metrics.get("bytesCopied")).isGreaterThanOrEqualTo(lines.toFile().length());
    assertThat(metrics.get("bytesMapped")).isZero();
  }

  @Test
  void rowsAreTheSameByTheRowPath() throws IOException {
    Path file = writeLines(5_000);
    Batch batch = batch(Map.of("path", file.toString()));
    long rows = 0;
    for (InputPartition partition : batch.planInputPartitions()) {
      try (PartitionReader<InternalRow> reader =
          batch.createReaderFactory().createReader(partition)) {
        while (reader.next()) {
          assertThat(reader.get().getUTF8String(0).toString()).startsWith("line number ");
          rows++;
        }
      }
    }
    assertThat(rows).isEqualTo(5_000);
  }

  @Test
  void countingTouchesNoField() throws IOException {
    Path file = Files.createFile(folder.resolve("sparse"));
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(2 * GIB);
    }
    Dataset<Row> rows =
        spark
            .read()
            .format("mmap")
            .option("recordFormat", "fixed")
            .option("layout", "id int64, price float64")
            .load(file.toString());
    assertThat(rows.count()).isEqualTo(2 * GIB / 16);
    assertThat(FileResidency.residentBytes(file).getAsLong()).isLessThan(64 << 20);
  }

  @Test
  void takeOfAHugeFileTouchesItsStartOnly() throws IOException {
    Path file = writeLines(1_000);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(8 * GIB);
    }
    long heapBefore = usedHeap();

    List<Row> rows = spark.read().format("mmap").load(file.toString()).takeAsList(10);

    assertThat(rows).hasSize(10);
    assertThat(rows.get(9).getString(0)).startsWith("line number 9,");
    assertThat(FileResidency.residentBytes(file).getAsLong()).isLessThan(64 << 20);
    assertThat(usedHeap() - heapBefore).isLessThan(64 << 20);
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
