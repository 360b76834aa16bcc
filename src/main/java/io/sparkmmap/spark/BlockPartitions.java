// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.core.split.FileRange;
import io.sparkmmap.core.split.SplitPlanner;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.dfs.FileBlocks;
import io.sparkmmap.spark.files.ListedFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Divides files whose blocks lie on known hosts: no range goes over the border of a block without
 * need, and a partition has ranges that one host has all of. Each range goes to that of its hosts
 * which has the least to read so far.
 */
final class BlockPartitions {
  private static final String NOWHERE = "";

  private final List<ListedFile> files;
  private final SplitPlanner planner;
  private final Map<String, Long> bytesByHost = new LinkedHashMap<>();
  private final Map<String, List<FileRange>> rangesByHost = new LinkedHashMap<>();

  BlockPartitions(List<ListedFile> files, SplitPlanner planner) {
    this.files = files;
    this.planner = planner;
  }

  /**
   * The partitions, the longest of each host in turn.
   *
   * @param splittable whether a file may be divided
   */
  List<List<FileRange>> plan(Function<ListedFile, Splittable> splittable) {
    List<FileRange> ranges = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      ListedFile file = files.get(i);
      if (splittable.apply(file) == Splittable.YES) {
        ranges.addAll(planner.ranges(i, file.length(), file.blocks().starts()));
      } else if (file.length() > 0) {
        ranges.add(new FileRange(i, 0, file.length()));
      }
    }
    ranges.sort(Comparator.comparingLong(FileRange::length).reversed());
    ranges.forEach(this::assign);
    return HostPartitions.inTurn(rangesByHost.values().stream().map(planner::pack).toList());
  }

  private void assign(FileRange range) {
    String chosen =
        hostsOf(range).stream()
            .min(Comparator.comparingLong(host -> bytesByHost.getOrDefault(host, 0L)))
            .orElse(NOWHERE);
    bytesByHost.merge(chosen, range.length(), Long::sum);
    rangesByHost.computeIfAbsent(chosen, host -> new ArrayList<>()).add(range);
  }

  private List<String> hostsOf(FileRange range) {
    return files.get(range.file()).blocks().hostsOf(range.start(), range.end());
  }

  /** The hosts that have most of some ranges, at most three. */
  List<String> hostsOf(List<FileRange> ranges) {
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (FileRange range : ranges) {
      hostsOf(range).forEach(host -> bytes.merge(host, range.length(), Long::sum));
    }
    return FileBlocks.most(bytes);
  }
}
