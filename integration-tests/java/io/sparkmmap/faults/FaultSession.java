// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A Spark application that takes commands line by line, for tests that cause faults from outside of
 * its process. For each line that it reads it prints one, which begins with {@code "=> "}.
 *
 * <ul>
 *   <li>{@code sum FILE MODE}: the sum and the number of the 64-bit integers of a file, where MODE
 *       is the option {@code memoryMap}: {@code answer SUM COUNT}, or {@code error} with the names
 *       and messages of all causes
 *   <li>{@code begin FILE MODE}: begins the same: {@code begun}
 *   <li>{@code cancel}: cancels what was begun, interrupting its tasks, and waits until it has
 *       ended: {@code answer} or {@code error} as above
 *   <li>{@code wait}: only waits for it
 *   <li>{@code tasks}: how many tasks are running
 * </ul>
 *
 * It ends with 0 at the end of its input.
 */
public final class FaultSession {
  private static final String GROUP = "begun";

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final RunningTasks tasks = new RunningTasks();
  private CompletableFuture<String> begun;

  private FaultSession(SparkSession spark) {
    this.spark = spark;
    this.context = new JavaSparkContext(spark.sparkContext());
    spark.sparkContext().addSparkListener(tasks);
  }

  /** Takes no arguments. */
  public static void main(String[] args) throws IOException {
    PrintStream answers = System.out;
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate()) {
      FaultSession session = new FaultSession(spark);
      answers.println("=> ready " + ProcessHandle.current().pid());
      BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8));
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        answers.println("=> " + session.obey(order.split(" ", -1)));
        answers.flush();
      }
    }
    System.exit(0); // whatever threads still wait for a file system
  }

  private String obey(String[] order) {
    return switch (order[0]) {
      case "sum" -> sum(order[1], order[2]);
      case "begin" -> begin(order[1], order[2]);
      case "cancel" -> {
        context.cancelJobGroup(GROUP);
        yield begun.join();
      }
      case "wait" -> begun.join();
      case "tasks" -> "tasks " + tasks.count;
      default -> "error no such order: " + order[0];
    };
  }

  private String begin(String file, String memoryMap) {
    begun =
        CompletableFuture.supplyAsync(
            () -> {
              context.setJobGroup(GROUP, "to be cancelled", true);
              return sum(file, memoryMap);
            });
    return "begun";
  }

  private String sum(String file, String memoryMap) {
    try {
      Row row =
          spark
              .read()
              .format("mmap")
              .options(Map.of("recordFormat", "fixed", "layout", "number int64"))
              .option("memoryMap", memoryMap)
              .load(file)
              .selectExpr("sum(number)", "count(number)")
              .first();
      return "answer " + row.getLong(0) + " " + row.getLong(1);
    } catch (Exception | Error e) { // Spark throws checked ones without saying so
      return "error "
          + Stream.<Throwable>iterate(e, error -> error != null, Throwable::getCause)
              .map(Throwable::toString)
              .collect(Collectors.joining(" | caused by "))
              .replace('\n', ' ');
    }
  }

  private static final class RunningTasks extends SparkListener {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
      count.incrementAndGet();
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      count.decrementAndGet();
    }
  }
}
