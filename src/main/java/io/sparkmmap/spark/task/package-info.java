// SPDX-License-Identifier: Apache-2.0
/**
 * What travels from the driver to the executors: partitions, and what all readers of a scan have in
 * common. All of it is immutable, serializable, and equal where it makes the same rows.
 *
 * <p>Depends on {@code spark.options} for names and checks, on the interfaces of formats, on
 * filters and aggregates; it has no session. Owns no memory of files.
 */
package io.sparkmmap.spark.task;
