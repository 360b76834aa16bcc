// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.index;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.prefixed.LengthPrefixedCursor;
import io.sparkmmap.core.prefixed.LengthType;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.sidecar.IndexPlace;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads a file in an environment that a deployment may have, and prints what came of it: the number
 * of its records and their sum, or the error.
 */
final class Environment {
  static final LengthPrefix PREFIX =
      new LengthPrefix(LengthType.VARINT, LengthPrefix.Counts.RECORD, 0, 1000);

  private Environment() {}

  /**
   * Reads.
   *
   * @param args a file of length-prefixed records of one byte each, and the directory of indexes,
   *     or {@code default}
   */
  public static void main(String[] args) {
    Path directory = args[1].equals("default") ? IndexPlace.defaultDirectory() : Path.of(args[1]);
    for (MemoryMode mode : new MemoryMode[] {MemoryMode.AUTO, MemoryMode.READ}) {
      print(mode + " whole", () -> read(args[0], mode, Optional.empty()));
      print(mode + " split", () -> read(args[0], mode, Optional.of(directory)));
    }
  }

  private interface Action {
    String run() throws IOException;
  }

  private static void print(String what, Action action) {
    String answer;
    try {
      answer = action.run();
    } catch (IOException | RuntimeException | Error e) {
      answer = e.getClass().getSimpleName() + ": " + e.getMessage();
    }
    System.out.println(what + ": " + answer);
  }

  /** In two splits, where there is a directory of indexes. */
  private static String read(String path, MemoryMode mode, Optional<Path> directory)
      throws IOException {
    PlannedFile file = PlannedFile.of(Path.of(path));
    long middle = directory.isPresent() ? file.length() / 2 : file.length();
    long[] countAndSum = new long[2];
    read(file, mode, directory, 0, middle, countAndSum);
    if (middle < file.length()) {
      read(file, mode, directory, middle, file.length(), countAndSum);
    }
    return countAndSum[0] + " " + countAndSum[1];
  }

  private static void read(
      PlannedFile file,
      MemoryMode mode,
      Optional<Path> directory,
      long start,
      long end,
      long[] countAndSum)
      throws IOException {
    try (LeaseScope scope = new LeaseScope()) {
      RegionSource source = RegionSources.open(file, mode, new ReadStatistics(), scope);
      try (LengthPrefixedCursor cursor =
          RecordIndex.cursor(
              source,
              DataRange.of(start, end, file.length()),
              PREFIX,
              directory.map(IndexPlace::of),
              100)) {
        while (cursor.next()) {
          MappedRegion region = cursor.region();
          for (int i = 0; i < cursor.count(); i++) {
            countAndSum[0]++;
            countAndSum[1] += region.bytes().get(cursor.position(i));
          }
        }
      }
    }
  }
}
