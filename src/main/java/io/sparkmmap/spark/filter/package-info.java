// SPDX-License-Identifier: Apache-2.0
/**
 * Filters that a scan takes from Spark, and how they are evaluated over the columns of a batch.
 * Knows columns ({@link io.sparkmmap.spark.vector.RecordVector}) and no format; whatever it takes
 * it answers exactly as Spark does. Owns no memory of files.
 */
package io.sparkmmap.spark.filter;
