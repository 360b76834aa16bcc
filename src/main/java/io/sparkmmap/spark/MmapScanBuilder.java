// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.StructType;

/** Collects what a query needs of a table, and plans the scan. */
final class MmapScanBuilder implements ScanBuilder, SupportsPushDownRequiredColumns {
  private final ReadOptions options;
  private final StructType tableSchema;
  private StructType readSchema;

  MmapScanBuilder(ReadOptions options, StructType tableSchema) {
    this.options = options;
    this.tableSchema = tableSchema;
    this.readSchema = tableSchema;
  }

  @Override
  public void pruneColumns(StructType requiredSchema) {
    readSchema = requiredSchema;
  }

  @Override
  public Scan build() {
    return MmapScan.plan(options, tableSchema, readSchema);
  }
}
