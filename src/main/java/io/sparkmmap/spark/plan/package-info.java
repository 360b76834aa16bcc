// SPDX-License-Identifier: Apache-2.0
/**
 * Plans a scan on the driver: finds the files, on hosts if need be, decides what is pushed down,
 * leaves out what no wanted row can be in, and divides the rest into partitions.
 *
 * <p>Depends on {@code spark.options}, {@code spark.task}, {@code spark.read} for the factory of
 * readers and the metrics, {@code spark.hosts} and {@code spark.files}. Owns no memory of files.
 */
package io.sparkmmap.spark.plan;
