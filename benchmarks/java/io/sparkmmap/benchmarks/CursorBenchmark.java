// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.lines.LineCursor;
import io.sparkmmap.core.lines.LineSeparator;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.FixedLengthCursor;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.core.source.ByteViews;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import io.sparkmmap.examples.TickRecords;
import io.sparkmmap.examples.WebServerLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
 * The cursors by themselves, on one core: each operation passes over {@value #MIB} MiB, so that
 * {@value #MIB} divided by the milliseconds is about the speed in GB/s.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CursorBenchmark {
  private static final int MIB = 256;
  private static final int BATCH = 4096;

  /** How the file comes into memory. */
  @Param({"MAP", "READ"})
  private MemoryMode mode;

  private Path log;
  private Path ticks;
  private long ticksLength;
  private final LeaseScope leases = new LeaseScope();

  /** Writes the files. */
  @Setup
  public void write() throws IOException {
    log = Files.createTempFile("cursors", ".log");
    WebServerLog.write(log, (long) MIB << 20, 1);
    ticks = Files.createTempFile("cursors", ".bin");
    ticksLength = ((long) MIB << 20) / TickRecords.RECORD_BYTES * TickRecords.RECORD_BYTES;
    TickRecords.write(ticks, ticksLength / TickRecords.RECORD_BYTES, 1);
  }

  /** Deletes the files. */
  @TearDown
  public void delete() throws IOException {
    leases.close();
    Files.delete(log);
    Files.delete(ticks);
  }

  private RegionSource open(Path file) throws IOException {
    return RegionSources.open(PlannedFile.of(file), mode, new ReadStatistics(), leases);
  }

  private RecordCursor lines(LineCursor.Detail detail) throws IOException {
    long length = Files.size(log);
    return new LineCursor(
        open(log), DataRange.of(0, length, length), LineSeparator.NEWLINES, detail, BATCH);
  }

  /** Finds every line. */
  @Benchmark
  public long findLines() throws IOException {
    return records(lines(LineCursor.Detail.POSITIONS));
  }

  /** Counts the lines. */
  @Benchmark
  public long countLines() throws IOException {
    return records(lines(LineCursor.Detail.COUNT));
  }

  private static long records(RecordCursor cursor) throws IOException {
    long records = 0;
    try (cursor) {
      while (cursor.next()) {
        records += cursor.count();
      }
    }
    return records;
  }

  /** Adds an int of each fixed-length record. */
  @Benchmark
  public long sumOfFixed() throws IOException {
    long sum = 0;
    try (RecordCursor cursor =
        new FixedLengthCursor(
            open(ticks),
            DataRange.of(0, ticksLength, ticksLength),
            TickRecords.RECORD_BYTES,
            BATCH)) {
      while (cursor.next()) {
        int position = cursor.position(0) + TickFields.SIZE;
        for (int i = 0; i < cursor.count(); i++) {
          sum += (int) ByteViews.INT_LE.get(cursor.region().bytes(), position);
          position += TickRecords.RECORD_BYTES;
        }
      }
    }
    return sum;
  }
}
