// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.spark.format.PushedFilters;
import io.sparkmmap.spark.format.RecordFormat;
import java.util.List;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructType;

/** Collects what a query needs of a table, and plans the scan. */
final class MmapScanBuilder
    implements ScanBuilder, SupportsPushDownRequiredColumns, SupportsPushDownV2Filters {
  private final ReadOptions options;
  private final StructType tableSchema;
  private final StructType recordSchema;
  private RecordFormat format;
  private StructType readSchema;
  private Predicate[] taken = {};

  MmapScanBuilder(ReadOptions options, StructType tableSchema, StructType recordSchema) {
    this.options = options;
    this.tableSchema = tableSchema;
    this.recordSchema = recordSchema;
    this.format = options.recordFormat();
    this.readSchema = tableSchema;
  }

  @Override
  public void pruneColumns(StructType requiredSchema) {
    readSchema = requiredSchema;
  }

  @Override
  public Predicate[] pushPredicates(Predicate[] predicates) {
    PushedFilters filters = format.push(predicates, recordSchema);
    format = filters.format();
    taken = filters.taken().toArray(Predicate[]::new);
    return filters.left().toArray(Predicate[]::new);
  }

  @Override
  public Predicate[] pushedPredicates() {
    return taken.clone();
  }

  @Override
  public Scan build() {
    return MmapScan.plan(options, tableSchema, readSchema, format, List.of(taken));
  }
}
