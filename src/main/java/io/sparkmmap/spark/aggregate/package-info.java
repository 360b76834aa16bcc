// SPDX-License-Identifier: Apache-2.0
/**
 * Aggregates that a scan takes from Spark, of all rows of a task or of groups of them. Each task
 * gives its part, and Spark puts the parts together; so they are handed out in forms of which Spark
 * makes exactly what it would have found itself. Knows columns ({@link
 * io.sparkmmap.spark.vector.RecordVector}) and no format; owns a bounded amount of heap, however
 * many groups there are.
 */
package io.sparkmmap.spark.aggregate;
