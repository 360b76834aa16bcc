// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.examples.TickRecords;
import io.sparkmmap.process.ChildJvm;
import io.sparkmmap.process.SparkJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kills executors of a {@code local-cluster} at random times, while they run a query. */
public final class ExecutorKillApp {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorKillApp.class);
  private static final int RECORDS = 1_000_000;

  private final SparkSession spark;
  private final Random random;
  private final Path file;
  private final Mode mode;

  private ExecutorKillApp(SparkSession spark, Random random, Path file, Mode mode) {
    this.spark = spark;
    this.random = random;
    this.file = file;
    this.mode = mode;
  }

  /**
   * Runs all trials.
   *
   * @param args an empty folder, a {@link Mode}, a seed, and how many executors to kill
   */
  public static void main(String[] args) throws Exception {
    System.out.println("seed " + args[2]);
    Path file = Path.of(args[0]).resolve("ticks");
    TickRecords.write(file, RECORDS, 3);
    try (SparkSession spark =
        SparkSession.builder()
            .master("local-cluster[2,1,1024]")
            .config("spark.executor.memory", "512m")
            .config("spark.executor.extraClassPath", SparkJvm.libraryAndTests())
            .config("spark.executor.extraJavaOptions", String.join(" ", ChildJvm.SHORT_LIVED))
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.warehouse.dir", args[0] + "/warehouse")
            .config("spark.locality.wait", "0")
            .config("spark.shuffle.io.retryWait", "200ms") // who was killed does not answer later
            // However many are killed, it is not the application's fault.
            .config("spark.deploy.maxExecutorRetries", "-1")
            .config("spark.task.maxFailures", "100")
            .config("spark.stage.maxConsecutiveAttempts", "100")
            .getOrCreate()) {
      spark.sparkContext().setLogLevel("OFF");
      Random random = new Random(Long.parseLong(args[2]));
      ExecutorKillApp app = new ExecutorKillApp(spark, random, file, Mode.valueOf(args[1]));
      List<Row> expected = app.query().collectAsList();
      assertThat(expected.stream().mapToLong(row -> row.getLong(1)).sum()).isEqualTo(RECORDS);
      assertThat(expected.stream().mapToLong(row -> row.getLong(2)).sum())
          .isEqualTo((long) RECORDS * (RECORDS - 1) / 2);
      for (int i = 0; i < Integer.parseInt(args[3]); i++) {
        Trials.attempt(8, "an executor is killed", () -> app.killOne(expected));
      }
      Trials.done();
    }
  }

  /** Every row counts, with what it is and where it is, so none can be lost or doubled unseen. */
  private Dataset<Row> query() {
    return spark
        .read()
        .format("mmap")
        .option("recordFormat", "fixed")
        .option("layout", TickRecords.LAYOUT)
        .option("memoryMap", mode.memoryMap())
        .option("maxPartitionBytes", "2m")
        .load(file.toString())
        .groupBy("symbol")
        .agg(expr("count(*)"), expr("sum(id)"), expr("bit_xor(xxhash64(id, price, size))"))
        .orderBy("symbol");
  }

  private void killOne(List<Row> expected) throws Exception {
    ProcessHandle executor = anExecutor();
    CompletableFuture<List<Row>> answer =
        CompletableFuture.supplyAsync(() -> query().collectAsList());
    TimeUnit.MILLISECONDS.sleep(random.nextInt(600));
    assertThat(executor.destroyForcibly()).isTrue();
    assertThat(answer.get(120, TimeUnit.SECONDS)).isEqualTo(expected);
    assertThat(query().collectAsList()).as("the next query").isEqualTo(expected);
  }

  /** One of those that live; waits for one if there is none. */
  private ProcessHandle anExecutor() throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      List<ProcessHandle> executors = executors();
      if (!executors.isEmpty()) {
        return executors.get(random.nextInt(executors.size()));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new AssertionError("no executor came up in a minute");
  }

  private List<ProcessHandle> executors() {
    List<ProcessHandle> executors = new ArrayList<>();
    for (ProcessHandle child : ProcessHandle.current().descendants().toList()) {
      try {
        String command = Files.readString(Path.of("/proc/" + child.pid() + "/cmdline"));
        if (command.contains("CoarseGrainedExecutorBackend")) {
          executors.add(child);
        }
      } catch (IOException e) {
        LOG.debug("process {} has ended", child.pid(), e);
      }
    }
    return executors;
  }
}
