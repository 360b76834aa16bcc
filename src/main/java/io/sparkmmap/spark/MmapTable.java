// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.catalog.SupportsMetadataColumns;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Files as a table. What columns it has is settled when it is made; which files it has is asked
 * anew for each query, so that a query sees the files as they are when it is planned.
 */
final class MmapTable implements SupportsRead, SupportsMetadataColumns {
  private final ReadOptions options;
  private final StructType schema;
  private final StructType partitionSchema;

  private MmapTable(ReadOptions options, StructType schema, StructType partitionSchema) {
    this.options = options;
    this.schema = schema;
    this.partitionSchema = partitionSchema;
  }

  /** A table with the columns that the format gives, and behind them those of the directories. */
  static MmapTable infer(CaseInsensitiveStringMap given) {
    TableFiles files = TableFiles.find(ReadOptions.of(given), Optional.empty(), FileLook.SCHEMA);
    StructType partitions = files.listing().partitionSchema();
    StructType schema = files.recordSchema().orElseThrow();
    for (StructField partition : partitions.fields()) {
      if (Arrays.stream(schema.fieldNames()).anyMatch(partition.name()::equalsIgnoreCase)) {
        throw new IllegalArgumentException(
            "column '"
                + partition.name()
                + "' is both a field of the records and a partition directory; rename one of them");
      }
      schema = schema.add(partition);
    }
    return new MmapTable(files.options(), schema, partitions);
  }

  /** The columns of the directories alone: for a declared schema no file is looked into. */
  static StructType inferPartitions(CaseInsensitiveStringMap given) {
    ReadOptions options = ReadOptions.of(given);
    return TableFiles.find(options, Optional.empty(), FileLook.LISTING).listing().partitionSchema();
  }

  /**
   * A table with columns that the user declared, or that a catalog kept.
   *
   * @throws IllegalArgumentException if the records do not have one of them
   */
  static MmapTable withSchema(StructType schema, CaseInsensitiveStringMap given) {
    TableFiles files = TableFiles.find(ReadOptions.of(given), Optional.of(schema), FileLook.FORMAT);
    StructType partitions = files.listing().partitionSchema();
    StructType all = schema.asNullable(); // as in Spark's own file sources: a file may say no
    for (StructField partition : partitions.fields()) {
      if (Arrays.stream(schema.fieldNames()).noneMatch(partition.name()::equalsIgnoreCase)) {
        all = all.add(partition);
      }
    }
    files.options().recordFormat().withColumns(without(partitions, all));
    return new MmapTable(files.options(), all, partitions);
  }

  /** The columns of a schema that are not among others, by name. */
  static StructType without(StructType others, StructType schema) {
    return new StructType(
        Arrays.stream(schema.fields())
            .filter(
                field ->
                    Arrays.stream(others.fieldNames()).noneMatch(field.name()::equalsIgnoreCase))
            .toArray(StructField[]::new));
  }

  /** The columns of the records and of the directories. */
  StructType allColumns() {
    return schema;
  }

  @Override
  public String name() {
    return MmapDataSource.SHORT_NAME + " " + options.origin();
  }

  @Override
  @Deprecated
  public StructType schema() {
    return schema;
  }

  /** The directories, so that Spark hands over whatever it can evaluate of their columns alone. */
  @Override
  public Transform[] partitioning() {
    return Arrays.stream(partitionSchema.fieldNames())
        .map(name -> Expressions.identity(TableColumns.quoted(name)))
        .toArray(Transform[]::new);
  }

  /** {@code _metadata}, unless a column of the table has that name and hides it. */
  @Override
  public MetadataColumn[] metadataColumns() {
    return MetadataColumns.all();
  }

  @Override
  public Set<TableCapability> capabilities() {
    return EnumSet.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap given) {
    ReadOptions read = options.overriddenBy(given);
    return ReadErrors.asSparkSaysThem(
        read,
        () ->
            new MmapScanBuilder(
                read, schema, new TableColumns(without(partitionSchema, schema), partitionSchema)));
  }
}
