// SPDX-License-Identifier: Apache-2.0
/**
 * Hadoop {@code InputFormat}s that read files on the nodes' own disks, and blocks of HDFS there,
 * through memory mapping: from listed files to splits at the client, and from splits to keys and
 * values in tasks.
 *
 * <p>Depends on {@code core}, {@code dfs} and Hadoop. Memory is owned by {@code core}: a reader
 * holds the leases of its split, and the values of {@link
 * io.sparkmmap.hadoop.MmapRecordInputFormat} point into regions, whereas {@code Text} and {@code
 * BytesWritable} are copies, as they can be nothing else.
 *
 * <p>{@link io.sparkmmap.hadoop.RecordInput} and {@link io.sparkmmap.hadoop.SplitReader} are what
 * both Hadoop APIs share; jobs use the formats.
 */
package io.sparkmmap.hadoop;
