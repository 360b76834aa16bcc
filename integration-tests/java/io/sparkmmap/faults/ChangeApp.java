// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/** Changes files under hot queries of Spark and under hot record readers of Hadoop. */
public final class ChangeApp {
  private static final int WARM_UPS = 10;
  private static final List<FaultQuery> QUERIES =
      List.of(FaultQuery.SUM, FaultQuery.SEARCH, FaultQuery.GROUP);

  private final SparkSession spark;
  private final Path folder;
  private final Mode mode;
  private final Map<MarkedFile, Path> good = new EnumMap<>(MarkedFile.class);
  private int files;

  private ChangeApp(SparkSession spark, Path folder, Mode mode) {
    this.spark = spark;
    this.folder = folder;
    this.mode = mode;
  }

  /** How a scan of a file is planned; what it gives is run later, and gives what it has read. */
  private interface Scan {
    Callable<?> plan(Path file) throws Exception;
  }

  /**
   * Runs all trials.
   *
   * @param args a folder, a {@link Mode}, and how often to make each change under each scan
   */
  public static void main(String[] args) throws Exception {
    try (SparkSession spark = FaultQuery.session(2)) {
      ChangeApp app = new ChangeApp(spark, Path.of(args[0]), Mode.valueOf(args[1]));
      for (MarkedFile file : MarkedFile.values()) {
        app.good.put(file, file.write(app.folder.resolve(file + "-good")));
      }
      int repeats = Integer.parseInt(args[2]);
      for (FaultQuery query : QUERIES) {
        app.run("Spark", query.file(), file -> app.bySpark(query, file), repeats);
      }
      for (MarkedFile kind : MarkedFile.values()) {
        app.run("record reader", kind, file -> app.byHadoop(kind, file), repeats);
      }
      Trials.done();
    }
  }

  private Callable<?> bySpark(FaultQuery query, Path file) {
    return query.planned(spark, file, mode)::collectAsList;
  }

  private Callable<?> byHadoop(MarkedFile kind, Path file)
      throws IOException, InterruptedException {
    return new HadoopScan(kind, file, mode)::checksum;
  }

  private void run(String engine, MarkedFile kind, Scan scan, int repeats) throws Exception {
    int[] every64th = IntStream.range(0, MarkedFile.RECORDS / 64).map(i -> i * 64).toArray();
    Path warm = kind.copy(good.get(kind), newFile(), every64th);
    for (int i = 0; i < WARM_UPS; i++) {
      scan.plan(warm).call();
    }
    mode.check(warm);
    for (FileChange change : FileChange.values()) {
      for (int i = 0; i < repeats; i++) {
        int record = MarkedFile.RECORDS * (i % 3) / 3 + 50;
        Trials.attempt(2, change + ": " + engine, () -> change(kind, scan, change, record));
      }
      if (change != FileChange.APPEND) {
        Trials.attempt(
            2,
            change + ", before the first task: " + engine,
            () -> changePlanned(kind, scan, change));
      }
    }
  }

  private void change(MarkedFile kind, Scan scan, FileChange change, int record) throws Exception {
    Path file = kind.copy(good.get(kind), newFile(), record);
    Object expected = scan.plan(file).call();
    Callable<?> planned = scan.plan(file);
    Mark.set(() -> change.apply(file));
    check(planned, change, file, expected);
    assertThat(Mark.isPending()).as("nobody came to the record").isFalse();
    checkGoodFile(kind, scan, file);
  }

  private void changePlanned(MarkedFile kind, Scan scan, FileChange change) throws Exception {
    Path file = kind.copy(good.get(kind), newFile());
    Callable<?> planned = scan.plan(file);
    change.apply(file);
    FileErrors.checkChangedOrMissing(FileErrors.errorOf(planned), file);
    checkGoodFile(kind, scan, file);
  }

  private static void check(Callable<?> planned, FileChange change, Path file, Object expected)
      throws Exception {
    if (change.isAnswered()) {
      assertThat((Object) planned.call()).isEqualTo(expected);
    } else {
      FileErrors.checkChangedOrMissing(FileErrors.errorOf(planned), file);
    }
  }

  private void checkGoodFile(MarkedFile kind, Scan scan, Path file) throws Exception {
    Files.deleteIfExists(file);
    Object before = scan.plan(good.get(kind)).call();
    assertThat((Object) scan.plan(kind.write(newFile())).call()).isEqualTo(before);
  }

  private Path newFile() {
    return folder.resolve("changed-" + files++);
  }
}
