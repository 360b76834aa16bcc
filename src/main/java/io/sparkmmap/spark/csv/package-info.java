// SPDX-License-Identifier: Apache-2.0
/**
 * The record format {@code csv}, with the options and the results of Spark's own CSV source (<a
 * href="https://spark.apache.org/docs/latest/sql-data-sources-csv.html">its page</a>, <a
 * href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>).
 *
 * <p>Rows without quotes, and values in their plain forms, are read from the bytes of the file, a
 * column at a time. Every other row goes to Spark's own parser, which {@link
 * io.sparkmmap.spark.csv.SparkCsv} alone knows. Owns no memory but that of the values it parsed.
 */
package io.sparkmmap.spark.csv;
