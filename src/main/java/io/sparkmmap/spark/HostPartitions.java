// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.core.placement.Placement;
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

  /** Divides the files of one host. */
  @FunctionalInterface
  interface Division {
    /**
     * Divides them.
     *
     * @param share of all cores of the cluster that the host has, from 0 to 1
     */
    List<MmapInputPartition> divide(List<ListedFile> files, double share);
  }

  /** The partitions: of each host in turn, the longest first. */
  static List<MmapInputPartition> plan(List<ListedFile> files, Division division) {
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
          ofHosts.add(division.divide(own, share));
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
