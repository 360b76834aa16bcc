// SPDX-License-Identifier: Apache-2.0
/**
 * Files as a table of Spark: its columns, its capabilities, and what it says of itself to catalogs
 * and to Spark's own rules for tables of files.
 *
 * <p>Depends on {@code spark.plan} and {@code spark.options}. Owns no memory of files.
 */
package io.sparkmmap.spark.table;
