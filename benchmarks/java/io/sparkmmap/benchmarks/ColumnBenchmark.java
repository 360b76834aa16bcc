// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.core.source.ByteViews;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import io.sparkmmap.examples.TickRecords;
import io.sparkmmap.spark.aggregate.Aggregate;
import io.sparkmmap.spark.aggregate.AggregateQuery;
import io.sparkmmap.spark.aggregate.Aggregator;
import io.sparkmmap.spark.filter.BoundFilter;
import io.sparkmmap.spark.filter.ColumnRef;
import io.sparkmmap.spark.filter.RowFilter;
import io.sparkmmap.spark.fixed.FixedFormat;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.infer.InferenceSites;
import io.sparkmmap.spark.text.TextFormat;
import io.sparkmmap.spark.vector.RecordVector;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Columns as Spark reads them, and filters and sums as the source evaluates them, on one core. An
 * operation is one record, so the profiler's {@code gc.alloc.rate.norm} is bytes for each: nothing
 * for fixed-length records, and for a line the one {@code UTF8String} of 24 to 32 bytes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ColumnBenchmark {
  private static final int RECORDS = 1 << 22;
  private static final int LINES = 1 << 20;
  private static final int LINE_BYTES = 128;
  private static final StructField SIZE =
      new StructField("size", DataTypes.IntegerType, false, Metadata.empty());
  private static final ColumnRef SIZE_REF =
      new ColumnRef("size", DataTypes.IntegerType, ColumnRef.Kind.RECORD);

  private final LeaseScope leases = new LeaseScope();
  private final RecordFormat fixed =
      new FixedFormat(new CaseInsensitiveStringMap(Map.of("layout", "skip(32), size int32")));
  private final RecordFormat text = new TextFormat(CaseInsensitiveStringMap.empty());
  private Path ticks;
  private Path lines;

  /** Writes the files. */
  @Setup
  public void write() throws IOException {
    ticks = Files.createTempFile("columns", ".bin");
    TickRecords.write(ticks, RECORDS, 1);
    lines = Files.createTempFile("columns", ".log");
    byte[] line = ("x".repeat(LINE_BYTES - 1) + "\n").getBytes(StandardCharsets.US_ASCII);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(lines), 1 << 20)) {
      for (int i = 0; i < LINES; i++) {
        out.write(line);
      }
    }
  }

  /** Deletes the files. */
  @TearDown
  public void delete() throws IOException {
    leases.close();
    Files.delete(ticks);
    Files.delete(lines);
  }

  private BatchCursor open(RecordFormat format, Path path, StructField column) throws IOException {
    PlannedFile file = PlannedFile.of(path);
    RegionSource source = RegionSources.open(file, MemoryMode.MAP, new ReadStatistics(), leases);
    return format
        .reading()
        .cursor(
            source,
            DataRange.of(0, file.length(), file.length()),
            new StructType(new StructField[] {column}));
  }

  /** What there is to reach: a plain loop over the mapping. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long plainLoop() throws IOException {
    long sum = 0;
    try (BatchCursor cursor = open(fixed, ticks, SIZE)) {
      while (cursor.next()) {
        RecordCursor records = (RecordCursor) cursor;
        int position = records.position(0) + TickFields.SIZE;
        for (int i = 0; i < records.count(); i++) {
          sum += (int) ByteViews.INT_LE.get(records.region().bytes(), position);
          position += TickRecords.RECORD_BYTES;
        }
      }
    }
    return sum;
  }

  /** A column of fixed-length records, value by value, as Spark's compiled code reads it. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long fixedColumn() throws IOException {
    long sum = 0;
    RecordVector size = fixed.reading().vector(SIZE, new ReadStatistics());
    try (BatchCursor cursor = open(fixed, ticks, SIZE)) {
      while (cursor.next()) {
        size.moveTo(cursor);
        for (int i = 0; i < cursor.count(); i++) {
          sum += size.getInt(i);
        }
      }
    }
    return sum;
  }

  /** The sum as it is pushed down. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public Object pushedSum() throws IOException {
    return pushedSum(List.of());
  }

  /** The sum with a filter, as they are pushed down. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public Object pushedSumOfFiltered() throws IOException {
    return pushedSum(
        List.of(new RowFilter.Compare(SIZE_REF, RowFilter.Operator.GREATER_OR_EQUAL, 500L)));
  }

  private Object pushedSum(List<RowFilter> filters) throws IOException {
    RecordVector size = fixed.reading().vector(SIZE, new ReadStatistics());
    Aggregate sumOfSize = new Aggregate(Aggregate.Kind.SUM, SIZE_REF);
    Aggregator sum =
        Aggregator.of(new AggregateQuery(List.of(), List.of(sumOfSize)), column -> size);
    BoundFilter filter = BoundFilter.of(filters, column -> size);
    int maxRows = filters.isEmpty() ? BoundFilter.MAX_ROWS : BoundFilter.ROWS_TO_OVERLAP;
    byte[] truths = new byte[maxRows];
    try (BatchCursor cursor = open(fixed, ticks, SIZE)) {
      while (cursor.next()) {
        size.moveTo(cursor);
        for (int from = 0; from < cursor.count(); from += maxRows) {
          int rows = Math.min(maxRows, cursor.count() - from);
          if (!filters.isEmpty()) {
            filter.evaluate(from, rows, truths);
          }
          sum.add(from, rows, filters.isEmpty() ? null : truths);
        }
      }
    }
    return sum.results();
  }

  /** The column of lines. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public long textColumn() throws IOException {
    long bytes = 0;
    StructField value = text.inferSchema(List.of(), InferenceSites.here()).fields()[0];
    RecordVector lineColumn = text.reading().vector(value, new ReadStatistics());
    try (BatchCursor cursor = open(text, lines, value)) {
      while (cursor.next()) {
        lineColumn.moveTo(cursor);
        for (int i = 0; i < cursor.count(); i++) {
          bytes += lineColumn.getUTF8String(i).numBytes();
        }
      }
    }
    return bytes;
  }
}
