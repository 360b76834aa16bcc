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
 * The splits of a scan, planned once, for whoever asks (statistics, {@code EXPLAIN}, the batch).
 *
 * <p>They are planned when the scan is built and not when its first task starts: all scans of a
 * query then see the files as they were at about one time, however late adaptive execution comes to
 * one of them. Immutable.
 */
final class PlannedSplits {
  /** All that goes to executors: two scans of one key give the same rows. */
  private record ScanKey(ReadPlan plan, List<MmapInputPartition> partitions) {}

  private final ReadPlan plan;
  private final FileListing listing;
  private final ReadStatistics statistics = new ReadStatistics();
  private final ScanKey planned;

  /**
   * Plans splits, in the active session.
   *
   * @param listing of the files as they are
   * @param filters that leave some of them out, now
   */
  PlannedSplits(ReadOptions options, ReadPlan plan, FileListing listing, FileFilters filters) {
    this.plan = plan;
    this.listing = listing;
    this.planned =
        ReadErrors.asSparkSaysThem(
            options,
            () ->
                new ScanKey(
                    plan,
                    new ScanPlanner(SparkSession.active(), options, plan, statistics)
                        .plan(accepted(listing, filters))));
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

  /** What planning has read. */
  ReadStatistics statistics() {
    return statistics;
  }

  /** The partitions without those files that do not pass. */
  List<MmapInputPartition> partitions(FileFilters runtimeFilters) {
    List<MmapInputPartition> all = planned.partitions();
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

  @Override
  public boolean equals(Object other) {
    return other == this || (other instanceof PlannedSplits that && planned.equals(that.planned));
  }

  @Override
  public int hashCode() {
    return Objects.hash(plan.projection(), plan.pushdown(), listing.files().size());
  }
}
