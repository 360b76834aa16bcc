// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sparse files far longer than memory: what needs no byte of them reads hardly any. */
class HugeFilesIT {
  private static final int RECORD_BYTES = 16;

  /** Of a file, by its length: tasks compare a few pages with what was planned. */
  private static final long MOST_OF_IT = 1_000;

  private static final int LAST_ROWS = 3;

  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  private Dataset<Row> open(Path file, String memoryMap) {
    return spark
        .read()
        .format("mmap")
        .option("recordFormat", "fixed")
        .option("layout", "v int64be, w int64be")
        .option("memoryMap", memoryMap)
        .load(file.toString());
  }

  private static void requireHardlyRead(Dataset<Row> rows, long fileBytes) {
    Map<String, Long> metrics = ScanMetrics.of(rows);
    long bytes = metrics.getOrDefault("bytesMapped", 0L) + metrics.getOrDefault("bytesCopied", 0L);
    assertThat(bytes).as("%s", metrics).isLessThanOrEqualTo(fileBytes / MOST_OF_IT);
  }

  @ParameterizedTest
  @CsvSource({"200, false", "1024, auto"})
  void recordsAreCountedAndFoundByTheirNumbersWithHardlyAnyReading(long gibibytes, String memoryMap)
      throws IOException {
    Path file = folder.resolve("huge.bin");
    long rows = (gibibytes << 30) / RECORD_BYTES;
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(rows * RECORD_BYTES);
      for (long row = rows - LAST_ROWS; row < rows; row++) {
        sparse.seek(row * RECORD_BYTES);
        sparse.writeLong(row);
      }
    }
    Dataset<Row> all = open(file, memoryMap);

    Dataset<Row> counted = all.selectExpr("count(*)");
    assertThat(counted.collectAsList()).containsExactly(RowFactory.create(rows));
    requireHardlyRead(counted, rows * RECORD_BYTES);

    Dataset<Row> last =
        all.where("_metadata.row_index >= " + (rows - LAST_ROWS))
            .selectExpr("_metadata.row_index", "v");
    assertThat(last.collectAsList().stream().map(row -> row.mkString("|")))
        .containsExactly(
            (rows - 3) + "|" + (rows - 3),
            (rows - 2) + "|" + (rows - 2),
            (rows - 1) + "|" + (rows - 1));
    requireHardlyRead(last, rows * RECORD_BYTES);
  }
}
