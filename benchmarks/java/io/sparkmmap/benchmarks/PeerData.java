// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import io.sparkmmap.examples.TickRecords;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/**
 * The same lines and the same records in every format that someone reads. What is there already is
 * taken as it is.
 */
final class PeerData {
  private static final long PIECE_BYTES = 64L << 20;
  private static final long MANY_BYTES = 40L << 30;

  private final Path folder;
  private final ScanData scans;

  PeerData(Path folder, long bytes) {
    this.folder = folder;
    this.scans = new ScanData(folder, bytes);
  }

  long bytes() {
    return scans.bytes();
  }

  /** A record in the middle. */
  long wantedId() {
    return scans.records() / 2;
  }

  Path log() {
    return scans.log();
  }

  /** The log in pieces of whole lines, for who reads files as wholes. */
  Path logPieces() {
    return folder.resolve("access-" + bytes() + ".pieces");
  }

  Path logParquet(String codec) {
    return folder.resolve("access-" + bytes() + "." + codec + ".parquet");
  }

  Path ticks() {
    return scans.ticks();
  }

  Path ticks(String extension) {
    return folder.resolve("peers-" + scans.records() + "." + extension);
  }

  /** As long as a large file, and nearly all of it a hole. */
  Path manyTicks() {
    return folder.resolve("ticks-of-40-gib.bin");
  }

  /** Writes what only this project's own code is needed for. */
  void writeSources() throws IOException {
    Files.createDirectories(folder);
    try (RandomAccessFile many = new RandomAccessFile(manyTicks().toFile(), "rw")) {
      many.setLength(MANY_BYTES / TickRecords.RECORD_BYTES * TickRecords.RECORD_BYTES);
    }
    if (!Files.exists(logPieces())) {
      Files.createDirectories(logPieces());
      // A log is written in blocks of 1 MiB, each of whole lines.
      try (FileChannel log = FileChannel.open(log())) {
        for (long offset = 0; offset < bytes(); offset += PIECE_BYTES) {
          writePiece(log, offset, Math.min(PIECE_BYTES, bytes() - offset));
        }
      }
    }
  }

  private void writePiece(FileChannel log, long offset, long length) throws IOException {
    Path piece = logPieces().resolve(offset / PIECE_BYTES + ".log");
    try (FileChannel out =
        FileChannel.open(piece, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (long done = 0; done < length; ) {
        done += log.transferTo(offset + done, length - done, out);
      }
    }
  }

  /** Parquet files of a table, written by Spark. */
  static Path parquet(Dataset<Row> rows, Path path, String codec) {
    if (!Files.exists(path.resolve("_SUCCESS"))) {
      rows.write().mode(SaveMode.Overwrite).option("compression", codec).parquet(path.toString());
    }
    return path;
  }
}
