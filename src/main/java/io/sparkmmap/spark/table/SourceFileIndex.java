// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.table;

import io.sparkmmap.spark.files.FileListing;
import io.sparkmmap.spark.options.ReadOptions;
import io.sparkmmap.spark.plan.FileLook;
import io.sparkmmap.spark.plan.TableFiles;
import io.sparkmmap.spark.task.MetadataColumns;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.NoopCache$;
import org.apache.spark.sql.execution.datasources.PartitionSpec;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;
import scala.collection.mutable.LinkedHashMap;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The files of a table, as Spark asks for them outside of scans. Nothing is kept: each question is
 * a listing, as each query is.
 */
final class SourceFileIndex extends PartitioningAwareFileIndex {
  private final ReadOptions options;
  private final StructType schema;

  /**
   * An index.
   *
   * @param schema of the table
   */
  SourceFileIndex(SparkSession spark, ReadOptions options, StructType schema) {
    super(spark, Map$.MODULE$.empty(), Option.empty(), NoopCache$.MODULE$);
    this.options = options;
    this.schema = schema;
  }

  private FileListing listing() {
    return TableFiles.find(options, Optional.of(schema), FileLook.LISTING).listing();
  }

  @Override
  public String[] inputFiles() {
    return listing().files().stream()
        .map(MetadataColumns::inputFileName)
        .distinct()
        .toArray(String[]::new);
  }

  @Override
  public long sizeInBytes() {
    return listing().totalBytes();
  }

  /** By these Spark finds which cached results depend on a path. */
  @Override
  public Seq<Path> rootPaths() {
    return CollectionConverters.asScala(options.paths().stream().map(Path::new).toList()).toSeq();
  }

  /** Nothing is kept that could be old. */
  @Override
  public void refresh() {}

  @Override
  public PartitionSpec partitionSpec() {
    return PartitionSpec.emptySpec();
  }

  @Override
  public LinkedHashMap<Path, FileStatus> leafFiles() {
    return new LinkedHashMap<>();
  }

  @Override
  public Map<Path, FileStatus[]> leafDirToChildrenFiles() {
    return Map$.MODULE$.empty();
  }
}
