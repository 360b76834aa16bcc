// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.pagecache.FileResidency;
import io.sparkmmap.core.pagecache.PageCache;
import io.sparkmmap.process.SparkJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which pages are prefetched, by the metric of the scan and by what lies in memory. */
class PrefetchIT {
  private static final int LENGTH = 32 << 20;
  private static final int LINE = 128;
  private static final long LINES = LENGTH / LINE;

  private final SparkSession spark = LocalSpark.session();
  private Path file;

  @BeforeEach
  void writeColdFile() throws IOException {
    byte[] lines = new byte[LENGTH];
    Arrays.fill(lines, (byte) 'x');
    for (int i = LINE - 1; i < LENGTH; i += LINE) {
      lines[i] = '\n';
    }
    // In the folder of the build, which is on a disk where /tmp may not be.
    file = Files.write(SparkJvm.BUILD.resolve("prefetch-" + System.nanoTime()), lines);
    assumeTrue(evict(), "this file system keeps files in memory");
  }

  @AfterEach
  void delete() throws IOException {
    Files.delete(file);
  }

  private boolean evict() throws IOException {
    PageCache.evict(file, done -> {});
    return FileResidency.residentBytes(file).orElseThrow() == 0;
  }

  private DataFrameReader reader() {
    return spark.read().format("mmap").option("maxPartitionBytes", LENGTH);
  }

  private DataFrameReader fixed() {
    return reader()
        .option("recordFormat", "fixed")
        .option("layout", "n int64, skip(" + (LINE - Long.BYTES) + ")");
  }

  private static long prefetched(Dataset<Row> rows) {
    return ScanMetrics.afterRunning(rows).get("bytesPrefetched");
  }

  @Test
  void aScanOfAColdFileAsksAheadForNearlyAllOfIt() {
    Dataset<Row> lines = reader().load(file.toString()).where("value LIKE '%no%'");
    assertThat(prefetched(lines)).isBetween(LENGTH / 2L, (long) LENGTH);
  }

  @Test
  void aFilterOfColdRecordsAsksAheadToo() {
    Dataset<Row> none = fixed().load(file.toString()).where("n = 1");
    assertThat(prefetched(none)).isBetween(LENGTH / 2L, (long) LENGTH);
  }

  @Test
  void aWarmFileIsNotAskedFor() throws IOException {
    PageCache.warm(file, done -> {});
    assertThat(prefetched(reader().load(file.toString()).where("value LIKE '%no%'"))).isZero();
  }

  @Test
  void nothingIsAskedForWithoutPrefetchOrAtRandomOrWhereFilesAreRead() throws IOException {
    for (String[] option :
        new String[][] {{"prefetchBytes", "0"}, {"readAdvice", "random"}, {"memoryMap", "false"}}) {
      Dataset<Row> lines = reader().option(option[0], option[1]).load(file.toString());
      assertThat(prefetched(lines.where("value LIKE '%no%'"))).as(option[0]).isZero();
    }
  }

  @Test
  void recordsThatAreOnlyCountedComeIntoNoMemory() throws IOException {
    assertThat(fixed().load(file.toString()).count()).isEqualTo(LINES);
    assertThat(FileResidency.residentBytes(file).orElseThrow()).isLessThan(LENGTH / 2);
  }

  @Test
  void aRecordInTheMiddleBringsInItsPagesAlone() throws IOException {
    Dataset<Row> one = fixed().load(file.toString()).where("_metadata.row_index = " + LINES / 2);
    assertThat(one.select("n").collectAsList()).hasSize(1);
    // And the start of the file, by which compressed files are recognized.
    assertThat(FileResidency.blocks(file, 4).orElseThrow().residentBytes().get(2))
        .isBetween((long) PageSize.bytes(), 32L * PageSize.bytes());
  }

  @Test
  void anyAdviceGivesTheSameAnswer() {
    for (String advice : new String[] {"normal", "SEQUENTIAL", "random"}) {
      assertThat(reader().option("readAdvice", advice).load(file.toString()).count())
          .isEqualTo(LINES);
    }
  }

  @Test
  void otherAdviceIsAnError() {
    assertThatThrownBy(
            () -> reader().option("readAdvice", "willneed").load(file.toString()).count())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'readAdvice': expected normal, sequential or random");
    assertThatThrownBy(() -> reader().option("prefetchBytes", "-1").load(file.toString()).count())
        .hasMessageContaining("'prefetchBytes': expected a number of bytes of at least 0");
  }
}
