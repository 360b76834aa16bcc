// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.examples.TickRecords;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that are cut off under a running query: the query fails with a clear error, or was done
 * before, and the JVM of this test lives on.
 */
class ChangedFileIT {
  private static final int RECORDS = 4_000_000;
  private static final int REPEATS = 30;

  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;
  private Path good;

  @BeforeEach
  void writeFile() throws IOException {
    good = folder.resolve("good");
    TickRecords.write(good, RECORDS, 3);
  }

  private Dataset<Row> ticks(Path file, String memoryMap) {
    return spark
        .read()
        .format("mmap")
        .option("recordFormat", "fixed")
        .option("layout", TickRecords.LAYOUT)
        .option("memoryMap", memoryMap)
        .option("maxPartitionBytes", "8m")
        .load(file.toString());
  }

  /** A query whose files are planned already, so that a change from now on is one under it. */
  private static Dataset<Row> planned(Dataset<Row> rows, int which) {
    Dataset<Row> query =
        switch (which % 3) {
          case 0 -> rows.selectExpr("sum(size)");
          case 1 -> rows.groupBy("symbol").count().orderBy("symbol");
          default -> rows.filter("price > 100 AND symbol LIKE 'A%'").selectExpr("count(price)");
        };
    assertThat(query.queryExecution().executedPlan()).isNotNull();
    return query;
  }

  @Test
  void aTruncatedFileIsAnErrorAndNeverAnAnswer() throws Exception {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    int failed = 0;
    for (int i = 0; i < REPEATS; i++) {
      String what = "seed " + seed + ", repeat " + i;
      int which = i;
      List<Row> expected = planned(ticks(good, "auto"), which).collectAsList();
      Path file = Files.copy(good, folder.resolve("cut" + i));
      Dataset<Row> rows = planned(ticks(file, i % 5 == 4 ? "false" : "auto"), which);
      CompletableFuture<List<Row>> answer = CompletableFuture.supplyAsync(rows::collectAsList);
      Thread.sleep(random.nextInt(120));
      try (RandomAccessFile truncated = new RandomAccessFile(file.toFile(), "rw")) {
        long length = truncated.length();
        truncated.setLength(
            switch (random.nextInt(3)) {
              case 0 -> 0;
              case 1 -> 4096 + random.nextInt(3) - 1;
              default -> random.nextLong(length);
            });
      }
      try {
        assertThat(answer.get()).as(what).isEqualTo(expected);
      } catch (ExecutionException e) {
        failed++;
        assertThat(e).as(what).hasStackTraceContaining(file.toString());
        assertThat(causes(e)).as(what).noneMatch(VirtualMachineError.class::isInstance);
      }
      assertThat(planned(ticks(good, "auto"), which).collectAsList()).as(what).isEqualTo(expected);
      Files.delete(file);
    }
    assertThat(failed).as("queries that met the change").isPositive();
  }

  private static List<Throwable> causes(Throwable error) {
    return Stream.iterate(error, e -> e != null, Throwable::getCause).toList();
  }
}
