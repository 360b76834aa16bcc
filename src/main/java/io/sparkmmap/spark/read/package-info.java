// SPDX-License-Identifier: Apache-2.0
/**
 * Reads a partition on an executor: opens its parts one after the other, points columns at batches,
 * filters and aggregates, and counts what it did.
 *
 * <p>Depends on {@code spark.task}, the interfaces of formats, vectors, filters and aggregates; it
 * has no session. A reader takes leases under the scope of its task, and closing it ends none of
 * them.
 */
package io.sparkmmap.spark.read;
