// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import io.sparkmmap.examples.TickRecords;
import io.sparkmmap.examples.WebServerLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;

/**
 * A log and fixed-length records of one size. What is there already is taken as it is; the rest is
 * written when it is first asked for.
 */
final class ScanData {
  private static final long SEED = 20_260_101;

  private final Path folder;
  private final long bytes;

  ScanData(Path folder, long bytes) {
    this.folder = folder;
    this.bytes = bytes;
  }

  /** The length of the log, and nearly that of the records. */
  long bytes() {
    return bytes;
  }

  long records() {
    return bytes / TickRecords.RECORD_BYTES;
  }

  /** A file of {@link WebServerLog}. */
  Path log() {
    return existing("access-" + bytes + ".log", file -> WebServerLog.write(file, bytes, SEED));
  }

  /** A file of {@link TickRecords}. */
  Path ticks() {
    return existing(
        "ticks-" + records() + ".bin", file -> TickRecords.write(file, records(), SEED));
  }

  /** What reads {@link #ticks}. */
  static DataFrameReader ticksReader(SparkSession spark) {
    return spark
        .read()
        .format("mmap")
        .option("recordFormat", "fixed")
        .option("layout", TickRecords.LAYOUT);
  }

  private interface Writer {
    void write(Path file) throws IOException;
  }

  private Path existing(String name, Writer writer) {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      try {
        writer.write(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return file;
  }
}
