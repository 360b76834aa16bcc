// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import io.sparkmmap.core.split.FileRange;
import io.sparkmmap.core.split.SplitPlanner;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.dfs.FileBlocks;
import io.sparkmmap.spark.files.ListedFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Divides files whose blocks lie on known hosts: no range goes over the border of a block without
 * need, and a partition has ranges that one host has all of. A partition goes to that of its hosts
 * which has the least to read so far.
 *
 * <p>Partitions keep the order of each file: a range shares one with the range before it in the
 * file, or with none that comes before it. Whole files share one wherever their host has room.
 */
final class BlockPartitions {
  private static final String NOWHERE = "";

  private final List<ListedFile> files;
  private final SplitPlanner planner;
  private final Map<String, Long> bytesByHost = new HashMap<>();

  /** In the order in which they were begun. */
  private final List<Partition> partitions = new ArrayList<>();

  private final Map<String, Partition> lastByHost = new HashMap<>();

  private static final class Partition {
    private final List<FileRange> ranges = new ArrayList<>();
    private long bytes;
    private long cost;

    /** Those that have all of its ranges. */
    private List<String> hosts;

    /** Which of them it goes to, as far as is known yet. */
    private String host;

    private Partition(List<String> hosts) {
      this.hosts = hosts;
    }

    private List<String> hostsWith(List<String> others) {
      return hosts.stream().filter(others::contains).toList();
    }
  }

  BlockPartitions(List<ListedFile> files, SplitPlanner planner) {
    this.files = files;
    this.planner = planner;
  }

  /**
   * The partitions, in the order of the files as far as {@link SplitPlanner#ordered} keeps it.
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
    Partition before = null;
    for (FileRange range : planner.ordered(ranges)) {
      before = partitionOf(range, before);
      add(range, before);
    }
    return partitions.stream().map(partition -> List.copyOf(partition.ranges)).toList();
  }

  /**
   * Where a range goes.
   *
   * @param before where the range before it went; null for the first
   */
  private Partition partitionOf(FileRange range, Partition before) {
    List<String> hosts = hostsOf(range);
    String idlest = idlest(hosts);
    if (before != null && mayTake(before, range, hosts, idlest)) {
      return before;
    }
    Partition shared = range.start() == 0 ? lastByHost.get(idlest) : null;
    if (shared != null && mayTake(shared, range, hosts, idlest)) {
      return shared;
    }
    Partition own = new Partition(hosts);
    partitions.add(own);
    return own;
  }

  /** Ranges share a task as long as that leaves no host more than a split behind. */
  private boolean mayTake(Partition partition, FileRange range, List<String> hosts, String idlest) {
    List<String> common = partition.hostsWith(hosts);
    return planner.fits(partition.cost, range)
        && !common.isEmpty()
        && bytesOf(idlest(common)) - bytesOf(idlest) <= planner.maxSplitBytes();
  }

  private void add(FileRange range, Partition partition) {
    if (partition.host != null) {
      bytesByHost.merge(partition.host, -partition.bytes, Long::sum);
    }
    partition.ranges.add(range);
    partition.bytes += range.length();
    partition.cost += range.length() + planner.openCostBytes();
    partition.hosts = partition.hostsWith(hostsOf(range));
    partition.host = idlest(partition.hosts);
    bytesByHost.merge(partition.host, partition.bytes, Long::sum);
    lastByHost.put(partition.host, partition);
  }

  private String idlest(List<String> hosts) {
    return hosts.stream().min(Comparator.comparingLong(this::bytesOf)).orElse(NOWHERE);
  }

  private long bytesOf(String host) {
    return bytesByHost.getOrDefault(host, 0L);
  }

  /** The hosts that have a range; one without a name where none is known. */
  private List<String> hostsOf(FileRange range) {
    List<String> hosts = files.get(range.file()).blocks().hostsOf(range.start(), range.end());
    return hosts.isEmpty() ? List.of(NOWHERE) : hosts;
  }

  /** The hosts that have most of some ranges, at most three. */
  List<String> hostsOf(List<FileRange> ranges) {
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (FileRange range : ranges) {
      files
          .get(range.file())
          .blocks()
          .hostsOf(range.start(), range.end())
          .forEach(host -> bytes.merge(host, range.length(), Long::sum));
    }
    return FileBlocks.most(bytes);
  }
}
