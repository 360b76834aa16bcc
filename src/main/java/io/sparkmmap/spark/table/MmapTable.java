// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.table;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.spark.files.SessionSettings;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.options.ReadOptions;
import io.sparkmmap.spark.plan.FileLook;
import io.sparkmmap.spark.plan.MmapScanBuilder;
import io.sparkmmap.spark.plan.ReadErrors;
import io.sparkmmap.spark.plan.TableFiles;
import io.sparkmmap.spark.task.TableColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.sql.util.SchemaUtils$;

/**
 * Files as a table. What columns it has is settled when it is made; which files it has is asked
 * again for each query, so that a query sees the files as they are when it is planned.
 */
public final class MmapTable extends SourceTable {
  private final ReadOptions options;
  private final StructType schema;
  private final StructType partitionSchema;

  private MmapTable(ReadOptions options, StructType schema, StructType partitionSchema) {
    this.options = options;
    this.schema = schema;
    this.partitionSchema = partitionSchema;
  }

  /**
   * A table with the columns that the format gives, and behind them those of the directories. One
   * that is both keeps its place and has the values of the directories, as in Spark's Parquet
   * source.
   *
   * @throws IllegalArgumentException if there is one that is both, and the format finds columns by
   *     their places: a schema that a catalog keeps would not say that it has to be skipped
   */
  public static MmapTable infer(CaseInsensitiveStringMap given) {
    TableFiles files = TableFiles.find(ReadOptions.of(given), Optional.empty(), FileLook.SCHEMA);
    StructType partitions = files.listing().partitionSchema();
    StructType records = files.recordSchema().orElseThrow();
    NameRule names = namesOfSession();
    refuseDuplicates(records, names);
    refuseDuplicates(partitions, names);
    List<StructField> columns = new ArrayList<>(List.of(records.fields()));
    for (StructField partition : partitions.fields()) {
      int field = names.indexOf(List.of(records.fieldNames()), partition.name());
      if (field < 0) {
        columns.add(partition);
        continue;
      }
      if (files.options().recordFormat().columnsBy() == RecordFormat.ColumnsBy.PLACE) {
        throw new IllegalArgumentException(
            "column '"
                + partition.name()
                + "' is both a field of the records and a partition directory; rename one of them");
      }
      columns.set(field, partition);
    }
    StructType schema = new StructType(columns.toArray(StructField[]::new));
    return new MmapTable(files.options(), schema, partitions);
  }

  /** When names of columns are the same. */
  static NameRule namesOfSession() {
    return SessionSettings.of(SparkSession.active().conf()::get).names();
  }

  /** With Spark's own error, as its file sources do it, nested fields included. */
  private static void refuseDuplicates(StructType schema, NameRule names) {
    SchemaUtils$.MODULE$.checkSchemaColumnNameDuplication(schema, names == NameRule.CASE_SENSITIVE);
  }

  /** The columns of the directories alone: for a declared schema no file is looked into. */
  public static StructType inferPartitions(CaseInsensitiveStringMap given) {
    ReadOptions options = ReadOptions.of(given);
    return TableFiles.find(options, Optional.empty(), FileLook.LISTING).listing().partitionSchema();
  }

  /**
   * A table with columns that the user declared, or that a catalog kept. As in Spark's own file
   * sources those of the directories come last.
   *
   * @throws IllegalArgumentException if the records do not have one of them
   */
  public static MmapTable withSchema(StructType schema, CaseInsensitiveStringMap given) {
    TableFiles files = TableFiles.find(ReadOptions.of(given), Optional.of(schema), FileLook.FORMAT);
    StructType partitions = files.listing().partitionSchema();
    NameRule names = namesOfSession();
    refuseDuplicates(schema, names);
    refuseDuplicates(partitions, names);
    // As in Spark's own file sources: a file may say no.
    StructType records = without(partitions, schema.asNullable(), names);
    files.options().recordFormat().withColumns(records, names);
    StructType all = records;
    for (StructField partition : partitions.fields()) {
      all = all.add(partition);
    }
    return new MmapTable(files.options(), all, partitions);
  }

  /** The columns of a schema that are not among others, by name. */
  static StructType without(StructType others, StructType schema, NameRule names) {
    List<String> left = List.of(others.fieldNames());
    return new StructType(
        Arrays.stream(schema.fields())
            .filter(field -> names.indexOf(left, field.name()) < 0)
            .toArray(StructField[]::new));
  }

  /** The columns of the records and of the directories. */
  public StructType allColumns() {
    return schema;
  }

  @Override
  ReadOptions options() {
    return options;
  }

  @Override
  public StructType partitionSchema() {
    return partitionSchema;
  }

  @Override
  public String name() {
    return SOURCE_NAME + " " + options.origin();
  }

  @Override
  @Deprecated
  public StructType schema() {
    return schema;
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap given) {
    ReadOptions read = options.overriddenBy(given);
    NameRule names = namesOfSession();
    StructType records = without(partitionSchema, schema, names);
    return ReadErrors.asSparkSaysThem(
        read,
        () -> new MmapScanBuilder(read, schema, new TableColumns(records, partitionSchema, names)));
  }
}
