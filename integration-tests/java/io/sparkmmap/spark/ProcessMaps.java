// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.unsafe.types.UTF8String;

/** Where files are mapped in this process, by what Linux says. */
final class ProcessMaps {
  private record Range(long start, long end) {}

  private final List<Range> ranges = new ArrayList<>();

  private ProcessMaps() {}

  /** The ranges of those files as they are now. */
  static ProcessMaps of(Predicate<String> path) throws IOException {
    ProcessMaps maps = new ProcessMaps();
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      int pathStart = line.indexOf('/');
      if (pathStart >= 0 && path.test(line.substring(pathStart))) {
        String[] ends = line.substring(0, line.indexOf(' ')).split("-", 2);
        maps.ranges.add(
            new Range(Long.parseUnsignedLong(ends[0], 16), Long.parseUnsignedLong(ends[1], 16)));
      }
    }
    return maps;
  }

  /** Whether a string is an address, and all of it lies in one of the ranges. */
  boolean contain(UTF8String value) {
    long start = value.getBaseOffset();
    return value.getBaseObject() == null
        && ranges.stream()
            .anyMatch(range -> range.start <= start && start + value.numBytes() <= range.end);
  }
}
