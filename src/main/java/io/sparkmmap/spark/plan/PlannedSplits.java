// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.spark.files.FileListing;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.options.ReadOptions;
import io.sparkmmap.spark.task.MmapInputPartition;
import io.sparkmmap.spark.task.ReadPlan;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;

/**
 * The splits of a scan: planned when somebody first asks for them, and only once, whoever asks
 * (statistics, {@code EXPLAIN}, the batch). Thread-safe.
 */
final class PlannedSplits {
  /** All that goes to executors: two scans of one key give the same rows. */
  private record ScanKey(ReadPlan plan, List<MmapInputPartition> partitions) {}

  private final ReadOptions options;
  private final ReadPlan plan;
  private final FileListing listing;
  private final List<ListedFile> wanted;

  /** The query's, which need not be the active one of the thread that asks first. */
  private final SparkSession session = SparkSession.active();

  private final ReadStatistics statistics = new ReadStatistics();
  private ScanKey planned;

  /**
   * Splits to be planned.
   *
   * @param listing of the files as they are
   * @param filters that leave some of them out, now
   */
  PlannedSplits(ReadOptions options, ReadPlan plan, FileListing listing, FileFilters filters) {
    this.options = options;
    this.plan = plan;
    this.listing = listing;
    this.wanted = accepted(listing, filters);
  }

  private static List<ListedFile> accepted(FileListing listing, FileFilters filters) {
    return filters.isEmpty()
        ? listing.files()
        : listing.files().stream()
            .filter(file -> filters.accept(file, listing.partitionSchema()))
            .toList();
  }

  /** What all readers have in common. */
  ReadPlan plan() {
    return plan;
  }

  /** The files of the table, also those that filters leave out. */
  FileListing listing() {
    return listing;
  }

  /** What planning has read so far. */
  ReadStatistics statistics() {
    return statistics;
  }

  /** The partitions without those files that do not pass. */
  List<MmapInputPartition> partitions(FileFilters runtimeFilters) {
    List<MmapInputPartition> all = key().partitions();
    return runtimeFilters.isEmpty()
        ? all
        : all.stream()
            .map(partition -> accepted(partition, runtimeFilters))
            .filter(partition -> !partition.parts().isEmpty())
            .toList();
  }

  private MmapInputPartition accepted(MmapInputPartition partition, FileFilters filters) {
    return new MmapInputPartition(
        partition.parts().stream()
            .filter(part -> filters.accept(part.listed(), listing.partitionSchema()))
            .toList(),
        partition.nearHosts());
  }

  private synchronized ScanKey key() {
    if (planned == null) {
      planned =
          ReadErrors.asSparkSaysThem(
              options,
              () ->
                  new ScanKey(
                      plan, new ScanPlanner(session, options, plan, statistics).plan(wanted)));
    }
    return planned;
  }

  @Override
  public boolean equals(Object other) {
    return other == this
        || (other instanceof PlannedSplits that
            && plan.equals(that.plan)
            && key().equals(that.key()));
  }

  /** Cheap: plans nothing. */
  @Override
  public int hashCode() {
    return Objects.hash(plan.projection(), plan.pushdown(), listing.files().size());
  }
}
