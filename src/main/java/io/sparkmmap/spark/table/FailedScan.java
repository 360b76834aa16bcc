// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.table;

import io.sparkmmap.spark.plan.ReadErrors;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;

/**
 * The scan of a table that cannot be read. Fails when rows are asked for, and not before: {@code
 * DESCRIBE EXTENDED} makes a scan only to ask it for statistics, of which it has none.
 *
 * @param reason to be thrown then
 */
record FailedScan(StructType readSchema, Exception reason) implements ScanBuilder, Scan {
  @Override
  public Scan build() {
    return this;
  }

  @Override
  public String description() {
    return "mmap, which cannot be read: " + reason.getMessage();
  }

  @Override
  public Batch toBatch() {
    throw ReadErrors.undeclared(reason);
  }
}
