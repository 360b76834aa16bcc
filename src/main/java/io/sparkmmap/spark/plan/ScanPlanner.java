// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.file.PlannedFiles;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.UnsortedFileException;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import io.sparkmmap.core.split.FileRange;
import io.sparkmmap.core.split.SplitPlanner;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.spark.aggregate.Aggregate;
import io.sparkmmap.spark.aggregate.AggregateQuery;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.filter.Bounds;
import io.sparkmmap.spark.filter.ColumnRef;
import io.sparkmmap.spark.filter.RowFilter;
import io.sparkmmap.spark.format.Narrowing;
import io.sparkmmap.spark.options.ClusterSettings;
import io.sparkmmap.spark.options.ReadOptions;
import io.sparkmmap.spark.options.SplitSizes;
import io.sparkmmap.spark.task.MmapInputPartition;
import io.sparkmmap.spark.task.MmapInputPartition.FilePart;
import io.sparkmmap.spark.task.Pushdown;
import io.sparkmmap.spark.task.ReadPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Divides the files of a scan, and leaves out what no wanted row can be in: files by their
 * directories, ranges by the places of records, and in sorted files by a search, where the driver
 * can read them. Where it cannot, each task searches in its own part.
 */
final class ScanPlanner {
  private static final Logger LOG = LoggerFactory.getLogger(ScanPlanner.class);

  /** A byte-order mark is no part of a line that begins with the file. */
  private static final long LONGEST_MARK = 3;

  /** Aggregates are computed where the bytes lie, in about a quarter of the time of rows. */
  private static final double PART_OF_AGGREGATES = 0.25;

  private static final double PART_OF_GROUPS = 0.5;

  private static final MmapInputPartition NOTHING = new MmapInputPartition(List.of());

  private final SparkSession session;
  private final ReadOptions options;
  private final ReadPlan plan;
  private final ReadStatistics statistics;

  /**
   * A planner.
   *
   * @param session of the query
   * @param statistics where the searches are counted
   */
  ScanPlanner(SparkSession session, ReadOptions options, ReadPlan plan, ReadStatistics statistics) {
    this.session = session;
    this.options = options;
    this.plan = plan;
    this.statistics = statistics;
  }

  /** The partitions of these files. */
  List<MmapInputPartition> plan(List<ListedFile> files) {
    List<MmapInputPartition> partitions =
        HostPartitions.plan(asTheyAreNow(files), session, this::divide);
    AggregateQuery query = plan.projection().query();
    return partitions.isEmpty() && query.isPresent() && !query.isGrouped()
        ? List.of(NOTHING) // Spark adds up what tasks count, and nothing is no 0
        : partitions;
  }

  private List<MmapInputPartition> divide(List<ListedFile> files, double share) {
    long[] lengths = files.stream().mapToLong(ListedFile::length).toArray();
    long totalBytes = files.stream().mapToLong(ListedFile::length).sum();
    SplitSizes sizes =
        SplitSizes.ofSession(session, options, lengths.length, totalBytes, share, partOfTime());
    SplitPlanner planner =
        new SplitPlanner(sizes.maxSplitBytes(), options.splitAlignment(), sizes.openCostBytes());
    FilePart[] wanted = new FilePart[files.size()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = wantedOf(files.get(i));
    }
    List<MmapInputPartition> partitions = new ArrayList<>();
    BlockPartitions blocks = new BlockPartitions(files, planner);
    boolean local = files.stream().allMatch(ListedFile::isLocal);
    for (List<FileRange> ranges :
        local
            ? planner.partitions(lengths, plan.reading().splittable())
            : blocks.plan(plan::splittable)) {
      List<FilePart> parts = new ArrayList<>(ranges.size());
      for (FileRange range : ranges) {
        FilePart part = wanted[range.file()].of(range);
        if (part.start() < part.end()) {
          parts.add(part);
        }
      }
      if (!parts.isEmpty()) {
        partitions.add(new MmapInputPartition(List.copyOf(parts), blocks.hostsOf(ranges)));
      }
    }
    return partitions;
  }

  private double partOfTime() {
    AggregateQuery query = plan.projection().query();
    if (!query.isPresent()) {
      return partRead();
    }
    return partRead() * (query.isGrouped() ? PART_OF_GROUPS : PART_OF_AGGREGATES);
  }

  private double partRead() {
    Stream<String> ofRows = Arrays.stream(plan.projection().columns().fieldNames());
    AggregateQuery query = plan.projection().query();
    Stream<String> ofAggregates =
        Stream.concat(query.keys().stream(), query.aggregates().stream().map(Aggregate::column))
            .filter(column -> column != null && column.kind() == ColumnRef.Kind.RECORD)
            .map(ColumnRef::name);
    Stream<String> ofFilters =
        plan.pushdown().filters().stream()
            .flatMap(RowFilter::columns)
            .filter(column -> column.kind() == ColumnRef.Kind.RECORD)
            .map(ColumnRef::name);
    Set<String> names = new TreeSet<>();
    Stream.of(ofRows, ofAggregates, ofFilters).flatMap(all -> all).forEach(names::add);
    StructField[] wanted =
        Arrays.stream(plan.columns().records().fields())
            .filter(column -> names.contains(column.name()))
            .toArray(StructField[]::new);
    return plan.reading().partRead(new StructType(wanted));
  }

  private FilePart wantedOf(ListedFile file) {
    FilePart all = FilePart.of(file, file.planned().origin(), new FileRange(0, 0, file.length()));
    Pushdown pushdown = plan.pushdown();
    if (pushdown.filters().isEmpty() || file.length() == 0) {
      return all;
    }
    DataRange range;
    try {
      range = plan.files().dataRange(file, 0, file.length());
    } catch (IOException e) {
      return all; // which the task will report, or skip
    }
    range = byOffsets(file, range);
    Narrowing.Wanted wanted = plan.wanted();
    for (Narrowing narrowing : plan.reading().narrowings()) {
      if (range.start() < range.end() && narrowing.appliesTo(wanted)) {
        range = narrowed(file, range, narrowing, wanted);
      }
    }
    return all.between(range.start(), range.end());
  }

  /**
   * Plans the files of this host in the state in which they are by now, so that all tasks compare
   * what they find with one state. Those of other hosts were planned there.
   */
  private List<ListedFile> asTheyAreNow(List<ListedFile> files) {
    List<Path> paths =
        files.stream()
            .filter(file -> file.placement().isEmpty() && file.isLocal())
            .map(file -> Path.of(file.planned().path()))
            .toList();
    if (paths.isEmpty()) {
      return files;
    }
    AllowedRoots roots = ClusterSettings.rootsOnDriver(session);
    Map<Path, PlannedFile> planned = PlannedFiles.of(paths, roots);
    return files.stream()
        .map(
            file -> {
              boolean here = file.placement().isEmpty() && file.isLocal();
              PlannedFile now = here ? planned.get(Path.of(file.planned().path())) : null;
              return now == null ? file : file.asPlanned(now);
            })
        .toList();
  }

  private DataRange byOffsets(ListedFile file, DataRange all) {
    Optional<Bounds> offsets = plan.pushdown().boundsOfMetadata("record_offset");
    if (offsets.isEmpty() || plan.splittable(file) == Splittable.NO) {
      return all;
    }
    long first = offsets.get().firstPlace();
    long last = offsets.get().lastPlace();
    return all.between(first <= LONGEST_MARK ? 0 : first, last < Long.MAX_VALUE ? last + 1 : last);
  }

  private DataRange narrowed(
      ListedFile file, DataRange range, Narrowing narrowing, Narrowing.Wanted wanted) {
    AllowedRoots roots = ClusterSettings.rootsOnDriver(session);
    try (LeaseScope scope = new LeaseScope(roots)) {
      return narrowing.narrow(() -> open(file, scope), range, wanted);
    } catch (UnsortedFileException e) {
      throw new UncheckedIOException(e);
    } catch (IOException e) {
      LOG.info("Not searched here, but by the tasks: {}", e.getMessage());
      return range;
    }
  }

  private RegionSource open(ListedFile file, LeaseScope scope) throws IOException {
    if (file.placement().isPresent() || !file.isLocal()) {
      throw new IOException(file + " is no file of this host");
    }
    return RegionSources.openForLookups(file.planned(), statistics, scope);
  }
}
