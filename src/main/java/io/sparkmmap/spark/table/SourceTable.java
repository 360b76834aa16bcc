// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.table;

import io.sparkmmap.spark.options.ReadOptions;
import io.sparkmmap.spark.plan.ReadErrors;
import io.sparkmmap.spark.task.MetadataColumns;
import io.sparkmmap.spark.task.TableColumns;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.catalog.SupportsMetadataColumns;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;
import org.apache.spark.sql.execution.datasources.v2.FileTable;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What every table of the source has in common. It is one of Spark's {@code FileTable}s since only
 * of those {@code Dataset.inputFiles} and {@code Catalog.refreshByPath} ask for files; the index of
 * a {@code FileTable}, and all that Spark makes of it, is replaced.
 */
public abstract class SourceTable extends FileTable implements SupportsMetadataColumns {
  /** The name by which {@code format} and {@code USING} know the source. */
  public static final String SOURCE_NAME = "mmap";

  SourceTable() {
    super(
        SparkSession.active(),
        CaseInsensitiveStringMap.empty(),
        CollectionConverters.<String>asScala(Set.of()).toSeq(),
        Option.empty());
  }

  /** The options of the table, checked. */
  abstract ReadOptions options();

  /** The columns of the directories. */
  abstract StructType partitionSchema();

  /** The directories, so that Spark hands over whatever it can evaluate of their columns alone. */
  @Override
  public Transform[] partitioning() {
    return Arrays.stream(partitionSchema().fieldNames())
        .map(name -> Expressions.identity(TableColumns.quoted(name)))
        .toArray(Transform[]::new);
  }

  /** {@code _metadata}, which Spark renames if a column of the table has that name. */
  @Override
  public MetadataColumn[] metadataColumns() {
    return MetadataColumns.all();
  }

  /** So that {@code df.metadataColumn("_metadata")} finds it whatever the columns are. */
  @Override
  public boolean canRenameConflictingMetadataColumns() {
    return true;
  }

  @Override
  public Set<TableCapability> capabilities() {
    return EnumSet.of(TableCapability.BATCH_READ);
  }

  @Override
  public PartitioningAwareFileIndex fileIndex() {
    return new SourceFileIndex(SparkSession.active(), options(), schema());
  }

  @Override
  public StructType dataSchema() {
    return MmapTable.without(partitionSchema(), schema(), MmapTable.namesOfSession());
  }

  @Override
  public String formatName() {
    return SOURCE_NAME;
  }

  /** Not asked for: what a table's columns are was settled before it was made. */
  @Override
  public Option<StructType> inferSchema(Seq<FileStatus> files) {
    return Option.empty();
  }

  /** Where an {@code INSERT} into a {@code FileTable} ends. */
  @Override
  public Class<? extends FileFormat> fallbackFileFormat() {
    throw readOnly();
  }

  @Override
  public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
    throw readOnly();
  }

  private RuntimeException readOnly() {
    return ReadErrors.undeclared(ReadOnly.refusal(name(), "write"));
  }
}
