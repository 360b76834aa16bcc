// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.core.placement.Placement;
import io.sparkmmap.core.split.FileRange;
import io.sparkmmap.core.split.SplitPlanner;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.spark.MmapInputPartition.FilePart;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.hosts.LiveHosts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Divides files into partitions, those of each host by themselves: a partition has files of one
 * host only, and a host gets as many as suit its bytes and its cores.
 */
final class HostPartitions {
  private HostPartitions() {}

  /** The partitions: of each host in turn, the longest first. */
  static List<MmapInputPartition> plan(
      List<ListedFile> files, ReadOptions options, Splittable splittable) {
    Map<Optional<Placement>, List<ListedFile>> byHost = byHost(files);
    boolean placed = byHost.keySet().stream().anyMatch(Optional::isPresent);
    Optional<LiveHosts> live =
        placed ? Optional.of(LiveHosts.of(SparkSession.active().sparkContext())) : Optional.empty();
    List<List<MmapInputPartition>> ofHosts = new ArrayList<>();
    byHost.forEach(
        (placement, own) -> {
          double share =
              placement
                  .flatMap(place -> live.map(hosts -> hosts.shareOf(place.executorHosts())))
                  .orElse(1.0);
          ofHosts.add(planHost(own, share, options, splittable));
        });
    return inTurn(ofHosts);
  }

  static Map<Optional<Placement>, List<ListedFile>> byHost(List<ListedFile> files) {
    Map<Optional<Placement>, List<ListedFile>> byHost = new LinkedHashMap<>();
    for (ListedFile file : files) {
      byHost.computeIfAbsent(file.placement(), place -> new ArrayList<>()).add(file);
    }
    return byHost;
  }

  private static List<MmapInputPartition> planHost(
      List<ListedFile> files, double share, ReadOptions options, Splittable splittable) {
    long[] lengths = files.stream().mapToLong(ListedFile::length).toArray();
    long totalBytes = files.stream().mapToLong(ListedFile::length).sum();
    SplitSizes sizes = SplitSizes.ofSession(options, files.size(), totalBytes, share);
    SplitPlanner planner =
        new SplitPlanner(sizes.maxSplitBytes(), options.splitAlignment(), sizes.openCostBytes());
    List<MmapInputPartition> planned = new ArrayList<>();
    for (List<FileRange> ranges : planner.partitions(lengths, splittable)) {
      List<FilePart> parts = new ArrayList<>(ranges.size());
      for (FileRange range : ranges) {
        parts.add(new FilePart(files.get(range.file()), range.start(), range.end()));
      }
      planned.add(new MmapInputPartition(parts));
    }
    return planned;
  }

  /** The first of each, then the second of each: so tasks start on all hosts at once. */
  static <T> List<T> inTurn(List<List<T>> lists) {
    List<T> all = new ArrayList<>();
    int longest = lists.stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < longest; i++) {
      for (List<T> list : lists) {
        if (i < list.size()) {
          all.add(list.get(i));
        }
      }
    }
    return all;
  }
}
