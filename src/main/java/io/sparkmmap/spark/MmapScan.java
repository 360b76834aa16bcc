// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.spark.files.FileListing;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.format.RecordFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.types.StructType;

/** A planned scan: files, splits and columns of one query. */
final class MmapScan implements SupportsReportStatistics, Batch {
  private final ReadOptions options;
  private final RecordFormat format;
  private final Projection projection;
  private final List<Predicate> filters;
  private final FileListing listing;
  private final InputPartition[] partitions;

  private MmapScan(
      ReadOptions options,
      RecordFormat format,
      Projection projection,
      List<Predicate> filters,
      FileListing listing) {
    this.options = options;
    this.format = format;
    this.projection = projection;
    this.filters = filters;
    this.listing = listing;
    this.partitions = planPartitions();
  }

  /**
   * Lists the files as they are now, and divides them.
   *
   * @param format that gives only records which pass the filters
   * @param filters that it took
   */
  static MmapScan plan(
      ReadOptions options,
      StructType tableSchema,
      Projection projection,
      RecordFormat format,
      List<Predicate> filters) {
    FileListing listing =
        TableFiles.find(options, Optional.of(tableSchema), FileLook.LISTING).listing();
    return new MmapScan(options, format, projection, filters, listing);
  }

  private InputPartition[] planPartitions() {
    List<InputPartition> planned =
        new ArrayList<>(HostPartitions.plan(listing.files(), options, format.splittable()));
    if (planned.isEmpty() && projection.isCount()) {
      planned.add(new MmapInputPartition(List.of())); // Spark adds up counts, and no count is null
    }
    return planned.toArray(InputPartition[]::new);
  }

  @Override
  public StructType readSchema() {
    return projection.schema();
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    return partitions.clone();
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new MmapReaderFactory(
        ReadPlan.of(format, projection, listing.partitionSchema(), options));
  }

  @Override
  public ColumnarSupportMode columnarSupportMode() {
    return ColumnarSupportMode.SUPPORTED;
  }

  @Override
  public String description() {
    return "mmap "
        + format.name()
        + " "
        + options.origin()
        + ", files: "
        + listing.files().size()
        + ", bytes: "
        + listing.totalBytes()
        + ", splits: "
        + partitions.length
        + ", columns: "
        + projection.schema().simpleString()
        + ", filters: "
        + filters;
  }

  @Override
  public Statistics estimateStatistics() {
    OptionalLong rows =
        filters.isEmpty() && !projection.isCount() ? rowCount() : OptionalLong.empty();
    return new Statistics() {
      @Override
      public OptionalLong sizeInBytes() {
        return OptionalLong.of(listing.totalBytes());
      }

      @Override
      public OptionalLong numRows() {
        return rows;
      }
    };
  }

  private OptionalLong rowCount() {
    long rows = 0;
    for (ListedFile file : listing.files()) {
      long dataBytes = file.length() - options.headerBytes() - options.trailerBytes();
      try {
        OptionalLong count = format.recordCount(file.path(), dataBytes);
        if (count.isEmpty()) {
          return count;
        }
        rows += count.getAsLong();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return OptionalLong.of(rows);
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return ReadMetrics.all();
  }

  /** Two scans of the same plan are one to Spark, which then runs it once. */
  @Override
  public boolean equals(Object other) {
    return other instanceof MmapScan scan
        && options.asMap().equals(scan.options.asMap())
        && projection.equals(scan.projection)
        && filters.equals(scan.filters)
        && listing.equals(scan.listing);
  }

  @Override
  public int hashCode() {
    return 31 * projection.hashCode() + listing.hashCode();
  }
}
