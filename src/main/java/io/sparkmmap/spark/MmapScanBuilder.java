// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.spark.format.PushedFilters;
import io.sparkmmap.spark.format.RecordFormat;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.connector.expressions.aggregate.AggregateFunc;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.expressions.aggregate.CountStar;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownAggregates;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructType;

/** Collects what a query needs of a table, and plans the scan. */
final class MmapScanBuilder
    implements ScanBuilder,
        SupportsPushDownRequiredColumns,
        SupportsPushDownV2Filters,
        SupportsPushDownAggregates {
  private final ReadOptions options;
  private final StructType tableSchema;
  private final StructType recordSchema;
  private RecordFormat format;
  private StructType readSchema;
  private Predicate[] taken = {};
  private int counts;

  MmapScanBuilder(ReadOptions options, StructType tableSchema, StructType recordSchema) {
    this.options = options;
    this.tableSchema = tableSchema;
    this.recordSchema = recordSchema;
    this.format = options.recordFormat().withColumns(recordSchema);
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

  /** Takes {@code count(*)} of everything, which each task can tell without a row. */
  @Override
  public boolean pushAggregation(Aggregation aggregation) {
    AggregateFunc[] functions = aggregation.aggregateExpressions();
    boolean countsOnly =
        aggregation.groupByExpressions().length == 0
            && functions.length > 0
            && Arrays.stream(functions).allMatch(CountStar.class::isInstance);
    if (countsOnly) {
      counts = functions.length;
      readSchema = new StructType();
    }
    return countsOnly;
  }

  @Override
  public Scan build() {
    format.checkWanted(MmapTable.without(MmapTable.without(recordSchema, tableSchema), readSchema));
    return MmapScan.plan(
        options, tableSchema, new Projection(readSchema, counts), format, List.of(taken));
  }
}
