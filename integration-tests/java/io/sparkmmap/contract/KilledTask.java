// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.mapping.SharedMappings;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.spark.TaskContext$;
import org.apache.spark.TaskContextImpl;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A task that reads the last partition of a scan in this thread, and that is killed when the reader
 * asks whether it was for the nth time. So what is read between two times of asking can be measured
 * to the byte.
 */
final class KilledTask extends TaskContextImpl {
  private static final long serialVersionUID = 1L;

  private static final Pattern MAPPING = Pattern.compile("[0-9a-f]+-[0-9a-f]+ ");

  private final int killedAt;
  private int asked;

  private KilledTask(int killedAt) {
    super(
        0,
        0,
        0,
        0,
        0,
        1,
        null,
        new Properties(),
        null,
        TaskMetrics.empty(),
        1,
        scala.collection.immutable.Map$.MODULE$.empty());
    this.killedAt = killedAt;
  }

  /**
   * How a task ended.
   *
   * @param killed whether it did before it had read all
   * @param asked how often it asked
   * @param bytesRead of the file, into memory or in place
   */
  record End(boolean killed, int asked, long bytesRead) {}

  @Override
  public boolean isInterrupted() {
    asked++;
    return asked >= killedAt;
  }

  /** Runs a task of the scan of a query over a file. */
  static End run(BatchScanExec scan, Path file, int killedAt) throws IOException {
    SharedMappings.letGo(); // so that nobody has touched a page
    KilledTask task = new KilledTask(killedAt);
    TaskContext$.MODULE$.setTaskContext(task);
    try {
      return task.read(scan, file);
    } finally {
      task.markTaskCompleted(Option.empty());
      TaskContext$.MODULE$.unset();
    }
  }

  /** The scan of a query that has one, with its partitions, which no task plans. */
  static BatchScanExec scanOf(Dataset<Row> query) {
    SparkPlan plan = query.queryExecution().sparkPlan();
    BatchScanExec scan = (BatchScanExec) plan.collectLeaves().head();
    assertThat(scan.inputPartitions().isEmpty()).isFalse();
    return scan;
  }

  private End read(BatchScanExec scan, Path file) throws IOException {
    List<InputPartition> partitions = CollectionConverters.asJava(scan.inputPartitions());
    InputPartition last = partitions.get(partitions.size() - 1);
    PartitionReaderFactory factory = scan.readerFactory();
    PartitionReader<?> reader =
        factory.supportColumnarReads(last)
            ? factory.createColumnarReader(last)
            : factory.createReader(last);
    boolean killed = false;
    try (reader) {
      boolean more = true;
      while (more) {
        more = reader.next();
        if (more) {
          reader.get();
        }
      }
    } catch (InterruptedIOException e) {
      killed = true;
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof InterruptedIOException)) {
        throw e;
      }
      killed = true;
    }
    return new End(killed, asked, bytesCopied(reader) + bytesTouched(file));
  }

  private static long bytesCopied(PartitionReader<?> reader) {
    for (CustomTaskMetric metric : reader.currentMetricsValues()) {
      if (metric.name().equals("bytesCopied")) {
        return metric.value();
      }
    }
    throw new IllegalStateException("the reader does not say what it has read");
  }

  /** How much of the mappings of a file this process has touched, about. */
  private static long bytesTouched(Path file) throws IOException {
    long kilobytes = 0;
    boolean isOfFile = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"), ISO_8859_1)) {
      if (MAPPING.matcher(line).lookingAt()) {
        isOfFile = line.endsWith(file.toString());
      } else if (isOfFile && line.startsWith("Rss:")) {
        kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return kilobytes << 10;
  }
}
