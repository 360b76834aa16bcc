// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSources;
import io.sparkmmap.spark.csv.CsvFormat;
import io.sparkmmap.spark.format.RecordFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The CSV cursor by itself, on one core: each operation passes over {@value #MIB} MiB, so that
 * {@value #MIB} divided by the milliseconds is about the speed in GB/s.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CsvCursorBenchmark {
  private static final int MIB = 128;

  /** The columns that are read; none if rows are counted. */
  @Param({"", "size INT", "price DOUBLE, symbol STRING", TradeRows.SCHEMA})
  private String wanted;

  private Path file;
  private RecordFormat format;
  private StructType columns;
  private final LeaseScope leases = new LeaseScope();

  /** Writes the file. */
  @Setup
  public void write() throws IOException {
    file = Files.createTempFile("rows", ".csv");
    TradeRows.write(file, ((long) MIB << 20) / TradeRows.ROW_BYTES);
    format =
        new CsvFormat(new CaseInsensitiveStringMap(Map.of()))
            .withColumns(StructType.fromDDL(TradeRows.SCHEMA));
    columns = wanted.isEmpty() ? new StructType() : StructType.fromDDL(wanted);
  }

  /** Deletes the file. */
  @TearDown
  public void delete() throws IOException {
    leases.close();
    Files.delete(file);
  }

  /** Reads every row. */
  @Benchmark
  public long rows() throws IOException {
    long length = Files.size(file);
    long rows = 0;
    try (BatchCursor cursor =
        format
            .reading()
            .cursor(
                RegionSources.open(
                    PlannedFile.of(file), MemoryMode.MAP, new ReadStatistics(), leases),
                DataRange.of(0, length, length),
                columns)) {
      while (cursor.next()) {
        rows += cursor.count();
      }
    }
    return rows;
  }
}
