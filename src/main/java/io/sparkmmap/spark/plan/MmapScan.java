// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.spark.files.FileListing;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.filter.PredicateReader;
import io.sparkmmap.spark.filter.RowFilter;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.options.ReadOptions;
import io.sparkmmap.spark.read.ReadMetrics;
import io.sparkmmap.spark.task.MmapInputPartition;
import io.sparkmmap.spark.task.Projection;
import io.sparkmmap.spark.task.Pushdown;
import io.sparkmmap.spark.task.ReadPlan;
import io.sparkmmap.spark.task.TableColumns;
import io.sparkmmap.spark.version.PartitionPredicates;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.NullOrdering;
import org.apache.spark.sql.connector.expressions.SortDirection;
import org.apache.spark.sql.connector.expressions.SortOrder;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportOrdering;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.connector.read.SupportsRuntimeV2Filtering;
import org.apache.spark.sql.types.StructType;

/** The scan of one query: its files and columns, and what Spark may know of them. */
final class MmapScan
    implements SupportsReportStatistics, SupportsReportOrdering, SupportsRuntimeV2Filtering {
  /**
   * What a query wants.
   *
   * @param format that gives only records which pass those of the filters that it took
   * @param columns of the table
   * @param projection what is wanted of the records
   * @param pushdown which records are wanted
   * @param files which files are wanted
   * @param taken the filters that Spark need not evaluate again, as texts
   */
  record Query(
      RecordFormat format,
      TableColumns columns,
      Projection projection,
      Pushdown pushdown,
      FileFilters files,
      List<String> taken) {}

  private final ReadOptions options;
  private final Query query;
  private final PlannedSplits splits;
  private final List<Predicate> runtimeFilters = new ArrayList<>();
  private FileFilters runtimeFileFilters = FileFilters.NONE;

  private MmapScan(ReadOptions options, Query query, FileListing listing) {
    this.options = options;
    this.query = query;
    ReadPlan plan =
        new ReadPlan(
            query.format.reading(),
            query.columns,
            query.projection,
            query.pushdown,
            AccessPlanner.plan(options, listing));
    this.splits = new PlannedSplits(options, plan, listing, query.files);
  }

  /** Lists the files as they are now, and divides them. */
  static MmapScan plan(ReadOptions options, StructType tableSchema, Query query) {
    FileListing listing =
        TableFiles.find(options, Optional.of(tableSchema), FileLook.LISTING).listing();
    if (!listing.files().isEmpty()
        && !listing.partitionSchema().equals(query.columns.partitions())) {
      throw new IllegalArgumentException(
          options.origin()
              + ": expected the partition columns that there were when it was loaded, "
              + query.columns.partitions().simpleString()
              + ", found "
              + listing.partitionSchema().simpleString()
              + "; load it again");
    }
    return new MmapScan(options, query, listing);
  }

  @Override
  public StructType readSchema() {
    return query.projection.schema();
  }

  @Override
  public Batch toBatch() {
    return new MmapBatch(splits, runtimeFileFilters);
  }

  private List<MmapInputPartition> partitions() {
    return splits.partitions(runtimeFileFilters);
  }

  @Override
  public ColumnarSupportMode columnarSupportMode() {
    return ColumnarSupportMode.SUPPORTED;
  }

  @Override
  public String description() {
    StringBuilder text =
        new StringBuilder("mmap ")
            .append(query.format.name())
            .append(' ')
            .append(options.origin())
            .append(", files: ")
            .append(splits.listing().files().size())
            .append(", bytes: ")
            .append(splits.listing().totalBytes())
            .append(", splits: ")
            .append(partitions().size())
            .append(", columns: ")
            .append(query.projection.schema().simpleString())
            .append(", filters: ")
            .append(query.taken);
    query
        .format
        .describeSearch()
        .ifPresent(found -> text.append(", search: [").append(found).append(']'));
    query
        .format
        .reading()
        .sortedBy()
        .ifPresent(column -> text.append(", sorted by: ").append(column));
    if (query.pushdown.limit().isSet()) {
      text.append(", limit of each ")
          .append(query.pushdown.limit().scope().name().toLowerCase(Locale.ROOT))
          .append(": ")
          .append(query.pushdown.limit().rows());
    }
    if (query.pushdown.sample() != null) {
      text.append(", sample of blocks: ").append(query.pushdown.sample().fraction());
    }
    return text.toString();
  }

  /** Each partition that is one range of a file has the order of that file. */
  @Override
  public SortOrder[] outputOrdering() {
    Optional<String> column =
        query.format.reading().sortedBy().filter(name -> query.projection.columns().length() > 0);
    int index =
        column.map(name -> query.columns.indexOf(query.projection.columns(), name)).orElse(-1);
    if (index < 0 || partitions().stream().anyMatch(partition -> partition.parts().size() > 1)) {
      return new SortOrder[0];
    }
    String name = query.projection.columns().fieldNames()[index];
    return new SortOrder[] {
      Expressions.sort(
          Expressions.column(TableColumns.quoted(name)),
          SortDirection.ASCENDING,
          NullOrdering.NULLS_FIRST)
    };
  }

  /** The partition columns that the scan gives: by them files can be left out while it runs. */
  @Override
  public NamedReference[] filterAttributes() {
    if (!options.pushDown()) {
      return new NamedReference[0];
    }
    return Arrays.stream(query.columns.partitions().fieldNames())
        .filter(name -> query.columns.indexOf(query.projection.columns(), name) >= 0)
        .map(name -> Expressions.column(TableColumns.quoted(name)))
        .toArray(NamedReference[]::new);
  }

  @Override
  public boolean supportsIterativePushdown() {
    return options.pushDown();
  }

  @Override
  public Predicate[] pushedPredicates() {
    return runtimeFilters.toArray(Predicate[]::new);
  }

  /**
   * Leaves out the files that cannot pass. What it cannot read is left to Spark, as all is: a file
   * of which a predicate throws stays in, and Spark throws where its rows come to that.
   */
  @Override
  public void filter(Predicate[] predicates) {
    PredicateReader reader = new PredicateReader(query.columns::resolve);
    for (Predicate predicate : predicates) {
      if (PartitionPredicates.isOne(predicate)) {
        runtimeFileFilters =
            runtimeFileFilters.and(
                new FileFilters(
                    List.of(), List.of(row -> PartitionPredicates.eval(predicate, row))));
        runtimeFilters.add(predicate);
        continue;
      }
      Optional<RowFilter> filter = reader.read(predicate).filter(FileFilters::canDecide);
      if (filter.isPresent()) {
        runtimeFileFilters =
            runtimeFileFilters.and(new FileFilters(List.of(filter.get()), List.of()));
        runtimeFilters.add(predicate);
      }
    }
  }

  @Override
  public Statistics estimateStatistics() {
    boolean allRecords =
        query.taken.isEmpty() && !query.pushdown.mayLeaveOut() && !query.projection.isAggregate();
    OptionalLong rows = allRecords ? rowCount() : OptionalLong.empty();
    long bytes =
        query.taken.isEmpty()
            ? splits.listing().totalBytes()
            : partitions().stream()
                .flatMap(partition -> partition.parts().stream())
                .mapToLong(part -> part.end() - part.start())
                .sum();
    return new Statistics() {
      @Override
      public OptionalLong sizeInBytes() {
        return OptionalLong.of(bytes);
      }

      @Override
      public OptionalLong numRows() {
        return rows;
      }
    };
  }

  private OptionalLong rowCount() {
    long rows = 0;
    for (ListedFile file : splits.listing().files()) {
      try {
        DataRange data = splits.plan().files().dataRange(file, 0, file.length());
        OptionalLong count =
            query.format.recordCount(file.path(), data.dataEnd() - data.dataStart());
        if (count.isEmpty()) {
          return count;
        }
        rows += count.getAsLong();
      } catch (IOException e) {
        return OptionalLong.empty(); // the task that reads the file reports why, or skips it
      }
    }
    return OptionalLong.of(rows);
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return ReadMetrics.all();
  }

  @Override
  public CustomTaskMetric[] reportDriverMetrics() {
    return ReadMetrics.ofDriver(splits.statistics());
  }

  /** Two equal scans are one to Spark, which then runs it once: tasks get the same. */
  @Override
  public boolean equals(Object other) {
    return other instanceof MmapScan scan && splits.equals(scan.splits);
  }

  @Override
  public int hashCode() {
    return splits.hashCode();
  }
}
