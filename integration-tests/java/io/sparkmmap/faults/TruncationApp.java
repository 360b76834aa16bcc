// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Cuts files under hot queries of Spark, at chosen records and at random times. */
public final class TruncationApp {
  private static final int PAGE = 4096;
  private static final int WARM_UPS = 8;

  /** In the first batch, somewhere in the middle, and in the last batch of the file. */
  private static final int[] RECORDS = {100, MarkedFile.RECORDS / 2 + 17, MarkedFile.RECORDS - 100};

  private static final int[] LENGTHS = {0, PAGE - 1, PAGE, PAGE + 1};

  private final SparkSession spark;
  private final Path folder;
  private final Mode mode;
  private final Random random;
  private final Map<MarkedFile, Path> good = new EnumMap<>(MarkedFile.class);
  private final Map<FaultQuery, List<Row>> expected = new EnumMap<>(FaultQuery.class);
  private final Map<FaultQuery, Long> durationMicros = new EnumMap<>(FaultQuery.class);
  private int files;

  private TruncationApp(SparkSession spark, Path folder, Mode mode, long seed) {
    this.spark = spark;
    this.folder = folder;
    this.mode = mode;
    this.random = new Random(seed);
  }

  /**
   * Runs all trials.
   *
   * @param args a folder, a {@link Mode}, a seed, to how many lengths to cut at each chosen record,
   *     and how often to cut at a random time
   */
  public static void main(String[] args) throws Exception {
    long seed = Long.parseLong(args[2]);
    System.out.println("seed " + seed);
    try (SparkSession spark = FaultQuery.session(2)) {
      TruncationApp app = new TruncationApp(spark, Path.of(args[0]), Mode.valueOf(args[1]), seed);
      app.warmUp();
      app.cutAtRecords(Integer.parseInt(args[3]));
      app.cutAtTimes(Integer.parseInt(args[4]));
      Trials.done();
    }
  }

  private void warmUp() throws IOException {
    for (MarkedFile file : MarkedFile.values()) {
      good.put(file, file.write(folder.resolve(file + "-good")));
      int[] every64th = IntStream.range(0, MarkedFile.RECORDS / 64).map(i -> i * 64).toArray();
      file.copy(good.get(file), folder.resolve(file + "-warm"), every64th);
    }
    for (FaultQuery query : FaultQuery.values()) {
      for (int i = 0; i < WARM_UPS; i++) {
        collect(query, folder.resolve(query.file() + "-warm"));
      }
      expected.put(query, collect(query, good.get(query.file())));
      mode.check(good.get(query.file()));
    }
  }

  private List<Row> collect(FaultQuery query, Path path) {
    try {
      Dataset<Row> planned = query.planned(spark, path, mode);
      long start = System.nanoTime();
      List<Row> rows = planned.collectAsList();
      durationMicros.put(query, (System.nanoTime() - start) / 1_000);
      return rows;
    } finally {
      FaultQuery.forget(spark);
    }
  }

  private void cutAtRecords(int lengths) {
    for (FaultQuery query : FaultQuery.MARKED) {
      for (int record : RECORDS) {
        List<Integer> some = new ArrayList<>(IntStream.of(LENGTHS).boxed().toList());
        Collections.shuffle(some, random);
        for (int length : some.subList(0, lengths)) {
          Trials.attempt(
              1,
              "truncated in the first, a middle and the last batch: " + query,
              () -> cutAtRecord(query, record, length));
        }
      }
    }
  }

  private void cutAtRecord(FaultQuery query, int record, int length) throws IOException {
    Path file = query.file().copy(good.get(query.file()), newFile(), record);
    Dataset<Row> planned = query.planned(spark, file, mode);
    Mark.set(() -> cut(file, length));
    List<Row> answer;
    try {
      answer = planned.collectAsList();
    } catch (Exception e) {
      FileErrors.checkChanged(e, file);
      assertThat(Mark.isPending()).as("the query did not come to the record").isFalse();
      if (query == FaultQuery.CACHE) {
        // What has been kept of the file before it was cut is no whole answer either.
        FileErrors.checkChanged(FileErrors.errorOf(planned::collectAsList), file);
      }
      checkGoodFile(query);
      return;
    } finally {
      FaultQuery.forget(spark);
      Files.delete(file);
    }
    throw new AssertionError("record " + record + ", length " + length + ": an answer " + answer);
  }

  private void cutAtTimes(int repeats) {
    FaultQuery[] queries = FaultQuery.values();
    int[] failed = new int[1];
    for (int i = 0; i < repeats; i++) {
      FaultQuery query = queries[i % queries.length];
      Trials.attempt(
          1,
          "truncated at a random time, under these and count(*)",
          () -> {
            if (cutAtTime(query)) {
              failed[0]++;
            }
          });
    }
    System.out.println(failed[0] + " of " + repeats + " met the cut");
  }

  /** Whether the query met the cut; if not, it was through with the file before. */
  private boolean cutAtTime(FaultQuery query) throws Exception {
    Path file = query.file().copy(good.get(query.file()), newFile());
    Dataset<Row> planned = query.planned(spark, file, mode);
    long length = random.nextInt(4) == 0 ? 0 : random.nextLong(Files.size(file));
    long delayMicros = random.nextLong(durationMicros.get(query));
    CompletableFuture<List<Row>> answer = CompletableFuture.supplyAsync(planned::collectAsList);
    TimeUnit.MICROSECONDS.sleep(delayMicros);
    cut(file, length);
    try {
      assertThat(answer.get()).isEqualTo(expected.get(query));
      return false;
    } catch (ExecutionException e) {
      FileErrors.checkChanged(e, file);
      return true;
    } finally {
      FaultQuery.forget(spark);
      Files.delete(file);
      checkGoodFile(query);
    }
  }

  private void checkGoodFile(FaultQuery query) {
    assertThat(collect(query, good.get(query.file())))
        .as("the next query")
        .isEqualTo(expected.get(query));
  }

  private Path newFile() {
    return folder.resolve("cut-" + files++);
  }

  private static void cut(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }
}
