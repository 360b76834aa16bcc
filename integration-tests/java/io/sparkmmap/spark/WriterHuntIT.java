// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A writer changes a file at random while queries of several tasks read it. Each row has the number
 * of its version and its own, so an answer shows whether all of its rows are of one version, and
 * are the first ones of it up to a length that the version had. {@code -Dsparkmmap.hunt.seconds}
 * makes it longer.
 */
class WriterHuntIT {
  private static final long SECONDS = Long.getLong("sparkmmap.hunt.seconds", 4);

  /** Divides a page, so that no reader ever sees a part of a row. */
  private static final int ROW = 32;

  private static final int ROWS = 40_000;

  private final SparkSession spark = LocalSpark.session();
  private final Random random = new Random(Long.getLong("sparkmmap.seed", 1));

  @TempDir Path folder;
  private Path file;
  private boolean text;

  /** How long the last query took: about half of them are to see a change. */
  private volatile int queryMs;

  /** What was in the file, and when it began and ended to be written. */
  private static final class Version {
    private final long number;
    private final long rows;
    private final long startNanos;
    private long endNanos = Long.MAX_VALUE;

    Version(long number, long rows) {
      this.number = number;
      this.rows = rows;
      this.startNanos = System.nanoTime();
    }
  }

  private final List<Version> versions = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({"csv,true", "csv,false", "fixed,true", "fixed,false"})
  void noAnswerIsAMixtureOfVersions(String format, boolean mapped) throws Exception {
    text = format.equals("csv");
    file = folder.resolve("data");
    write(1, ROWS, () -> Files.write(file, bytes(1, 0, ROWS)));
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              try {
                while (!ended.get()) {
                  Thread.sleep(random.nextInt(20 + 2 * queryMs));
                  change();
                }
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    int answers = 0;
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    try {
      for (int i = 0; System.nanoTime() < end || answers == 0; i++) {
        long start = System.nanoTime();
        try {
          List<Row> found = query(format, mapped, i % 3);
          check(found, start, System.nanoTime());
          answers++;
        } catch (Exception e) {
          assertThat(causes(e)).contains("changed while it was read");
        }
        queryMs = (int) ((System.nanoTime() - start) / 1_000_000);
      }
    } finally {
      ended.set(true);
      writer.get();
    }
  }

  private List<Row> query(String format, boolean mapped, int kind) {
    Dataset<Row> rows =
        spark
            .read()
            .format("mmap")
            .option("recordFormat", format)
            .option(text ? "header" : "layout", text ? "false" : "v int64, i int64, skip(16)")
            .option("memoryMap", mapped)
            .option("maxPartitionBytes", "128k")
            .schema("v BIGINT, i BIGINT")
            .load(file.toString());
    Dataset<Row> asked =
        switch (kind) {
          case 0 -> rows;
          case 1 -> rows.where(col("i").mod(lit(2)).geq(0)).repartition(2);
          default -> rows.where(col("v").gt(0));
        };
    return asked.groupBy("v").agg(count(lit(1)), min("i"), max("i"), sum("i")).collectAsList();
  }

  private void check(List<Row> found, long startNanos, long endNanos) {
    List<Version> known;
    synchronized (versions) {
      known = List.copyOf(versions);
    }
    boolean throughout =
        known.stream().anyMatch(v -> v.startNanos < startNanos && v.endNanos > endNanos);
    if (throughout) {
      return; // so slow a write that the file itself was a mixture for as long as the query ran
    }
    assertThat(found).as("versions in one answer").hasSizeLessThan(2);
    for (Row row : found) {
      long rows = row.getLong(1);
      assertThat(row.getLong(2)).as("first row of " + row).isZero();
      assertThat(row.getLong(3)).as("last row of " + row).isEqualTo(rows - 1);
      assertThat(row.getLong(4)).as("sum of " + row).isEqualTo(rows * (rows - 1) / 2);
      assertThat(known)
          .as("whole version, or one that was just being written: " + row)
          .anyMatch(
              v ->
                  v.number == row.getLong(0)
                      && (v.rows == rows || (v.endNanos > startNanos && v.startNanos < endNanos)));
    }
  }

  private interface Writing {
    void run() throws IOException;
  }

  private void write(long number, long rows, Writing writing) throws IOException {
    Version version = new Version(number, rows);
    synchronized (versions) {
      versions.add(version);
    }
    writing.run();
    version.endNanos = System.nanoTime();
  }

  private void change() throws IOException {
    Version last = versions.get(versions.size() - 1);
    long next = last.number + 1;
    int rows = ROWS / 2 + random.nextInt(ROWS);
    FileTime time = Files.getLastModifiedTime(file);
    switch (random.nextInt(6)) {
      case 0 -> write(next, rows, () -> Files.write(file, bytes(next, 0, rows))); // cp
      case 1 -> write(next, rows, () -> overwrite(bytes(next, 0, rows))); // rsync --inplace
      case 2 ->
          write(
              next,
              rows,
              () -> {
                overwrite(bytes(next, 0, rows));
                Files.setLastModifiedTime(file, time);
              });
      case 3 -> {
        int more = 1 + random.nextInt(1000);
        write(last.number, last.rows + more, () -> append(bytes(last.number, last.rows, more)));
      }
      case 4 ->
          write(
              next,
              rows,
              () -> {
                Path other = Files.write(folder.resolve("other"), bytes(next, 0, rows));
                Files.setLastModifiedTime(other, time);
                Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
              });
      default ->
          write(
              next,
              rows,
              () -> { // copytruncate under a logger
                Files.write(file, new byte[0]);
                for (int from = 0; from < rows; from += 4096) {
                  append(bytes(next, from, Math.min(4096, rows - from)));
                }
              });
    }
  }

  private void overwrite(byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), 0);
      channel.truncate(bytes.length);
    }
  }

  private void append(byte[] bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.APPEND);
  }

  private byte[] bytes(long version, long from, int rows) {
    ByteBuffer bytes = ByteBuffer.allocate(rows * ROW).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < rows; i++) {
      if (text) {
        String row = String.format(Locale.ROOT, "%010d,%020d\n", version, from + i);
        bytes.put(row.getBytes(StandardCharsets.US_ASCII));
      } else {
        bytes.putLong(version).putLong(from + i).putLong(0).putLong(0);
      }
    }
    return bytes.array();
  }

  private static String causes(Throwable error) {
    StringBuilder texts = new StringBuilder();
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      texts.append(cause).append('\n');
    }
    return texts.toString();
  }
}
