// SPDX-License-Identifier: Apache-2.0
/**
 * The hosts of a running Spark application: which have executors, how to run something on each of
 * them, and what settings make Spark run tasks elsewhere.
 *
 * <p>Depends on Spark and on {@code core.placement}; knows nothing of files and formats, and owns
 * no memory.
 */
package io.sparkmmap.spark.hosts;
