// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import io.sparkmmap.core.placement.Placement;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.hosts.LiveHosts;
import io.sparkmmap.spark.task.MmapInputPartition;
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

  /**
   * The partitions, those of each host in the order of its files. Tasks begin on all hosts at once
   * in any order: Spark gives an executor those of its own host first.
   */
  static List<MmapInputPartition> plan(
      List<ListedFile> files, SparkSession session, Division division) {
    Map<Optional<Placement>, List<ListedFile>> byHost = byHost(files);
    boolean placed = byHost.keySet().stream().anyMatch(Optional::isPresent);
    Optional<LiveHosts> live =
        placed ? Optional.of(LiveHosts.of(session.sparkContext())) : Optional.empty();
    List<MmapInputPartition> partitions = new ArrayList<>();
    byHost.forEach(
        (placement, own) -> {
          double share =
              placement
                  .flatMap(place -> live.map(hosts -> hosts.shareOf(place.executorHosts())))
                  .orElse(1.0);
          partitions.addAll(division.divide(own, share));
        });
    return partitions;
  }

  static Map<Optional<Placement>, List<ListedFile>> byHost(List<ListedFile> files) {
    Map<Optional<Placement>, List<ListedFile>> byHost = new LinkedHashMap<>();
    for (ListedFile file : files) {
      byHost.computeIfAbsent(file.placement(), place -> new ArrayList<>()).add(file);
    }
    return byHost;
  }
}
