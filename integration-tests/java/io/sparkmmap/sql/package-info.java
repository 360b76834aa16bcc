// SPDX-License-Identifier: Apache-2.0
/**
 * SQL at large: random queries of tables in every format, compared with Spark over the same rows in
 * Parquet.
 */
package io.sparkmmap.sql;
