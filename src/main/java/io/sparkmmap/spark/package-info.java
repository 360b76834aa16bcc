// SPDX-License-Identifier: Apache-2.0
/**
 * What users name: the source {@code format("mmap")}, its manifest, and what it adds to a session.
 *
 * <p>The way of a query leads through {@code spark.table} (columns of files as a table), {@code
 * spark.options}, {@code spark.plan} (from files to partitions, on the driver), {@code spark.task}
 * (what travels) and {@code spark.read} (from partitions to batches, on the executors). Depends on
 * all of them. Memory is owned by {@code core}: a reader holds the leases of its task, and vectors
 * point into regions.
 */
package io.sparkmmap.spark;
