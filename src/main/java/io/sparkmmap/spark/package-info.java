// SPDX-License-Identifier: Apache-2.0
/**
 * The DataSource V2 {@code format("mmap")}: from options and paths to partitions on the driver, and
 * from partitions to columnar batches on the executors.
 *
 * <p>Depends on all packages below it, on {@code dfs} and {@code core}, and of Spark on the
 * connector API, on sessions, and on the rows and strings of Catalyst. Memory is owned by {@code
 * core}: a reader holds the leases of its task, and vectors point into regions.
 */
package io.sparkmmap.spark;
