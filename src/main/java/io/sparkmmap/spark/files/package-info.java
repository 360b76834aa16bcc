// SPDX-License-Identifier: Apache-2.0
/**
 * From paths and options to the files that a scan reads, each with the values of its partition
 * columns, as Spark's own file sources find them: globs, hidden files, filters by name and time,
 * and Hive-style partition directories.
 *
 * <p>Runs on the driver, and for files that belong to hosts in an executor of each. Depends on
 * {@code dfs}, on Hadoop's file systems and on Spark's types, and reads no file. Owns no memory.
 */
package io.sparkmmap.spark.files;
