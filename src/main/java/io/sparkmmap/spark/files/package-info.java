// SPDX-License-Identifier: Apache-2.0
/**
 * From paths and options to the files that a scan reads, each with the values of its partition
 * columns, as Spark's own file sources find them: globs, hidden files, filters by name and time,
 * and Hive-style partition directories.
 *
 * <p>Runs on the driver. Depends on Hadoop's file systems and on Spark's public types, and opens no
 * file; only {@link io.sparkmmap.spark.files.ListedFile} goes to executors.
 */
package io.sparkmmap.spark.files;
