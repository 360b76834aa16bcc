// SPDX-License-Identifier: Apache-2.0
/**
 * Reads of files, before a query does, what they say about themselves: on the driver, or in a task
 * on their host. Uses the session; formats know {@link io.sparkmmap.spark.format.InferenceSite}
 * only. Owns no memory.
 */
package io.sparkmmap.spark.infer;
