// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import io.sparkmmap.core.split.FileRange;
import io.sparkmmap.spark.files.ListedFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.internal.SQLConf;

/**
 * How Spark's file sources cut files up: which lines come first, and which are read by one task,
 * decides what its inference finds.
 *
 * @param files of which those without a byte are in no piece
 * @param pieceBytes the most that a piece has
 * @param openCostBytes what opening a piece counts for
 */
record SparkPieces(List<ListedFile> files, long pieceBytes, long openCostBytes) {
  /**
   * By the settings of the session.
   *
   * @param defaultCores for which files are cut up if no setting says so
   */
  static SparkPieces ofSession(List<ListedFile> files, int defaultCores) {
    SQLConf conf = SQLConf.get();
    long openCost = conf.filesOpenCostInBytes();
    long totalBytes = files.stream().mapToLong(file -> file.length() + openCost).sum();
    long bytesForEachCore = totalBytes / cores(conf, defaultCores);
    long pieceBytes = Math.min(conf.filesMaxPartitionBytes(), Math.max(openCost, bytesForEachCore));
    return new SparkPieces(files, pieceBytes, openCost);
  }

  private static long cores(SQLConf conf, int defaultCores) {
    if (conf.filesMinPartitionNum().isDefined()) {
      return Math.max(1, (Integer) conf.filesMinPartitionNum().get());
    }
    String set = conf.getConfString("spark.sql.leafNodeDefaultParallelism", null);
    return Math.max(1, set == null ? defaultCores : Long.parseLong(set));
  }

  /**
   * What each task of Spark reads, in their order: the longest pieces come first. Of the two pieces
   * at whose border a line begins, Spark gives it to the first, and so the borders are one byte
   * later here.
   */
  List<List<FileRange>> partitions() {
    List<FileRange> pieces = new ArrayList<>();
    for (int file = 0; file < files.size(); file++) {
      long length = files.get(file).length();
      for (long start = 0; start < length; start += pieceBytes) {
        pieces.add(new FileRange(file, start, Math.min(length, start + pieceBytes)));
      }
    }
    pieces.sort(Comparator.comparingLong((FileRange piece) -> -piece.length()));
    List<List<FileRange>> partitions = new ArrayList<>();
    List<FileRange> current = new ArrayList<>();
    long bytes = 0;
    for (FileRange piece : pieces) {
      if (bytes + piece.length() > pieceBytes && !current.isEmpty()) {
        partitions.add(current);
        current = new ArrayList<>();
        bytes = 0;
      }
      bytes += piece.length() + openCostBytes;
      current.add(withItsLines(piece));
    }
    partitions.add(current);
    return partitions;
  }

  private FileRange withItsLines(FileRange piece) {
    long start = piece.start() == 0 ? 0 : piece.start() + 1;
    long end = Math.min(files.get(piece.file()).length(), piece.end() + 1);
    return new FileRange(piece.file(), start, Math.max(start, end));
  }
}
