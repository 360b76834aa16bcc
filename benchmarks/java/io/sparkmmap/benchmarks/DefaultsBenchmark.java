// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.lines.LineCursor;
import io.sparkmmap.core.lines.LineSeparator;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.SharedMappings;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.FixedLengthCursor;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import io.sparkmmap.examples.TickRecords;
import io.sparkmmap.examples.WebServerLog;
import io.sparkmmap.spark.fixed.FixedFormat;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.infer.InferenceSites;
import io.sparkmmap.spark.vector.RecordVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Varies what has a default, one thing after the other, on warm files. */
public final class DefaultsBenchmark {
  private static final int SMALL_FILES = 400;
  private static final int[] SMALL_KIB = {8, 16, 32, 64, 128, 256, 512};
  private static final int[] BATCH_KIB = {16, 64, 256, 512, 1024, 4096, 16384};
  private static final String[] SPLITS = {"16m", "64m", "128m", "256m", "512m"};
  private static final int LINES_OF_BATCH = 4096;
  private static final double MICROS = 1e6;

  private final Path folder;
  private final ScanData data;
  private final int repeats;

  private DefaultsBenchmark(Path folder, long bytes, int repeats) {
    this.folder = folder;
    this.data = new ScanData(folder, bytes);
    this.repeats = repeats;
  }

  /**
   * Prints three tables.
   *
   * @param args a folder for the data, its size in MiB, and how often each is measured
   */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    DefaultsBenchmark benchmark =
        new DefaultsBenchmark(folder, Long.parseLong(args[1]) << 20, Integer.parseInt(args[2]));
    benchmark.threshold();
    benchmark.batches();
    benchmark.splits();
  }

  /** From what length on it pays to map a file, the first time and when it is mapped already. */
  private void threshold() throws Exception {
    System.out.println("a file of     read    mapped first    mapped already    microseconds each");
    for (int kib : SMALL_KIB) {
      List<Path> files = smallFiles(kib);
      List<Double> read = new ArrayList<>();
      List<Double> first = new ArrayList<>();
      List<Double> again = new ArrayList<>();
      for (int i = -2; i < repeats; i++) {
        SharedMappings.letGo();
        double readSeconds = Turns.secondsOf(() -> lines(files, MemoryMode.READ));
        double firstSeconds = Turns.secondsOf(() -> lines(files, MemoryMode.MAP));
        double againSeconds = Turns.secondsOf(() -> lines(files, MemoryMode.MAP));
        if (i >= 0) {
          read.add(readSeconds);
          first.add(firstSeconds);
          again.add(againSeconds);
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%5d KiB %8.1f %15.1f %17.1f%n",
          kib,
          Turns.median(read) * MICROS / files.size(),
          Turns.median(first) * MICROS / files.size(),
          Turns.median(again) * MICROS / files.size());
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  private List<Path> smallFiles(int kib) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < SMALL_FILES; i++) {
      Path file = folder.resolve("small-" + kib + "-" + i + ".log");
      WebServerLog.write(file, (long) kib << 10, i);
      files.add(file);
    }
    return files;
  }

  private static long lines(List<Path> paths, MemoryMode mode) throws IOException {
    long lines = 0;
    for (Path path : paths) {
      PlannedFile file = PlannedFile.of(path);
      DataRange range = DataRange.of(0, file.length(), file.length());
      try (LeaseScope leases = new LeaseScope();
          LineCursor cursor =
              new LineCursor(
                  RegionSources.open(file, mode, new ReadStatistics(), leases),
                  range,
                  LineSeparator.NEWLINES,
                  LineCursor.Detail.POSITIONS,
                  LINES_OF_BATCH)) {
        while (cursor.next()) {
          lines += cursor.count();
        }
      }
    }
    return lines;
  }

  /** How many bytes of records make a batch that several columns pass one after the other. */
  private void batches() throws Exception {
    Path ticks = data.ticks();
    System.out.printf("%na batch of    ns for each record, two columns of a core%n");
    Turns turns = new Turns(3, 5);
    for (int kib : BATCH_KIB) {
      turns.add(kib + "", () -> sumOfColumns(ticks, (kib << 10) / TickRecords.RECORD_BYTES));
    }
    turns.run(repeats);
    for (int kib : BATCH_KIB) {
      System.out.printf(
          Locale.ROOT,
          "%5d KiB %10.2f%n",
          kib,
          turns.median(kib + "") * 1e9 * TickRecords.RECORD_BYTES / data.bytes());
    }
  }

  private static double sumOfColumns(Path ticks, int batchRecords) throws IOException {
    RecordFormat format =
        new FixedFormat(new CaseInsensitiveStringMap(Map.of("layout", TickRecords.LAYOUT)));
    StructType schema = format.inferSchema(List.of(), InferenceSites.here());
    StructField price = schema.fields()[schema.fieldIndex("price")];
    StructField size = schema.fields()[schema.fieldIndex("size")];
    RecordVector prices = format.reading().vector(price, new ReadStatistics());
    RecordVector sizes = format.reading().vector(size, new ReadStatistics());
    PlannedFile file = PlannedFile.of(ticks);
    DataRange range = DataRange.of(0, file.length(), file.length());
    double sum = 0;
    try (LeaseScope leases = new LeaseScope();
        RegionSource source =
            RegionSources.open(file, MemoryMode.MAP, new ReadStatistics(), leases);
        FixedLengthCursor cursor =
            new FixedLengthCursor(source, range, TickRecords.RECORD_BYTES, batchRecords)) {
      while (cursor.next()) {
        prices.moveTo(cursor);
        sizes.moveTo(cursor);
        for (int i = 0; i < cursor.count(); i++) {
          sum += prices.getDouble(i);
        }
        for (int i = 0; i < cursor.count(); i++) {
          sum += sizes.getInt(i);
        }
      }
    }
    return sum;
  }

  /** How long a split should be. */
  private void splits() throws Exception {
    String ticks = data.ticks().toString();
    String log = data.log().toString();
    try (SparkSession spark = LocalSession.start()) {
      Turns turns = new Turns(4, 10);
      for (String split : SPLITS) {
        Dataset<Row> lines =
            spark.read().format("mmap").option("maxPartitionBytes", split).load(log);
        Dataset<Row> records =
            ScanData.ticksReader(spark).option("maxPartitionBytes", split).load(ticks);
        turns.add("text" + split, lines::count);
        turns.add("fixed" + split, () -> records.selectExpr("sum(size)").first());
      }
      turns.run(repeats);
      System.out.printf("%nsplits of    text count    fixed sum(int)%n");
      for (String split : SPLITS) {
        System.out.printf(
            Locale.ROOT,
            "%9s %11.3f s %15.3f s%n",
            split,
            turns.median("text" + split),
            turns.median("fixed" + split));
      }
    }
  }
}
