// SPDX-License-Identifier: Apache-2.0
/**
 * The input formats of {@code io.sparkmmap.hadoop} for the old API, {@code
 * org.apache.hadoop.mapred}, which Hadoop Streaming ({@code -inputformat}) and Spark's {@code
 * hadoopFile} use. Adapters only: the same splits, records, values and keys.
 *
 * <p>Hadoop Streaming passes the offset on in front of each line, unless {@code
 * stream.map.input.ignoreKey} is true; for its own {@code TextInputFormat} alone that is the
 * default.
 *
 * <p>Depends on {@code io.sparkmmap.hadoop} and Hadoop, and owns no memory.
 */
package io.sparkmmap.hadoop.mapred;
