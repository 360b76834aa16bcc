// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.spark.options.ReadOptions;
import io.sparkmmap.spark.plan.ReadErrors;
import io.sparkmmap.spark.table.CatalogTable;
import io.sparkmmap.spark.table.MmapTable;
import io.sparkmmap.spark.table.ReadOnly;
import io.sparkmmap.spark.table.SourceTable;
import io.sparkmmap.spark.task.TableColumns;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.connector.catalog.SessionConfigSupport;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.CreatableRelationProvider;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The data source {@code format("mmap")}: reads large files on the nodes' own disks through memory
 * mapping.
 *
 * <p>Spark finds it by its short name in {@code META-INF/services}. Each option can also be given
 * for a whole session as {@code spark.datasource.mmap.OPTION}.
 */
public final class MmapDataSource
    implements SessionConfigSupport, DataSourceRegister, CreatableRelationProvider {
  /** The name by which {@code format} and {@code USING} know the source. */
  public static final String SHORT_NAME = SourceTable.SOURCE_NAME;

  private MmapTable inferred;
  private boolean isCreating;
  private boolean isRead;
  private Map<String, String> inferredFrom;

  @Override
  public String shortName() {
    return SHORT_NAME;
  }

  @Override
  public String keyPrefix() {
    return SHORT_NAME;
  }

  @Override
  public boolean supportsExternalMetadata() {
    return true;
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    isRead = true;
    return ReadErrors.asSparkSaysThem(ReadOptions.of(options), () -> infer(options).allColumns());
  }

  @Override
  public Transform[] inferPartitioning(CaseInsensitiveStringMap options) {
    isRead = true;
    StructType partitions = partitions(options);
    return Arrays.stream(partitions.fieldNames())
        .map(name -> Expressions.identity(TableColumns.quoted(name)))
        .toArray(Transform[]::new);
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    CaseInsensitiveStringMap options = new CaseInsensitiveStringMap(properties);
    MmapTable table = inferredOf(options);
    if (table != null && table.allColumns().equals(schema)) {
      return table;
    }
    if (!CatalogTable.isOne(options) && isRead) {
      return withSchema(schema, options);
    }
    // Without a question before, it is one of a catalog, or a writer asks what can be done with it.
    CatalogTable kept = CatalogTable.of(schema, partitioning, properties);
    return isCreating ? created(kept.inOrderOf(schema), options) : kept;
  }

  /** Where {@code df.write.format("mmap").save(path)} ends, since no table can be written to. */
  @Override
  public BaseRelation createRelation(
      SQLContext context,
      SaveMode mode,
      scala.collection.immutable.Map<String, String> options,
      Dataset<Row> rows) {
    String path = options.get("path").getOrElse(() -> "without a path");
    throw ReadErrors.undeclared(ReadOnly.refusal(SHORT_NAME + " " + path, "save"));
  }

  private static MmapTable withSchema(StructType schema, CaseInsensitiveStringMap options) {
    return ReadErrors.asSparkSaysThem(
        ReadOptions.of(options), () -> MmapTable.withSchema(schema, options));
  }

  private StructType partitions(CaseInsensitiveStringMap options) {
    MmapTable table = inferredOf(options);
    if (table != null) {
      return table.partitionSchema();
    }
    isCreating = CatalogTable.isOne(options);
    try {
      return ReadErrors.asSparkSaysThem(
          ReadOptions.of(options), () -> MmapTable.inferPartitions(options));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Exception e) { // undeclared, as Spark throws them
      if (isCreating && CatalogTable.isMissing(e)) {
        return new StructType();
      }
      throw ReadErrors.undeclared(e);
    }
  }

  /**
   * A table that is just created: what cannot hold should not get into the catalog, and Spark
   * compares the columns. That it has no files yet is no reason to refuse it.
   */
  private static SourceTable created(CatalogTable table, CaseInsensitiveStringMap options) {
    try {
      MmapTable found = withSchema(table.allColumns(), options);
      return found.allColumns().length() == table.allColumns().length() ? table : found;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Exception e) { // undeclared, as Spark throws them
      if (!CatalogTable.isMissing(e)) {
        throw ReadErrors.undeclared(e);
      }
      CatalogTable.checkColumns(table.allColumns(), table.partitionSchema(), options);
      return table;
    }
  }

  /**
   * Spark asks one source for the schema, then the partitioning, then the table; what the first
   * question found serves the others, since finding it can take a job.
   */
  private synchronized MmapTable infer(CaseInsensitiveStringMap options) {
    if (inferredOf(options) == null) {
      inferred = MmapTable.infer(options);
      inferredFrom = new HashMap<>(options.asCaseSensitiveMap());
    }
    return inferred;
  }

  private synchronized MmapTable inferredOf(CaseInsensitiveStringMap options) {
    return options.asCaseSensitiveMap().equals(inferredFrom) ? inferred : null;
  }
}
