// SPDX-License-Identifier: Apache-2.0
/**
 * Files of Hadoop's file systems other than local ones, as the region sources that cursors read:
 * blocks of HDFS that lie on this host are mapped in place by its zero-copy reads, all else is read
 * by position.
 *
 * <p>Depends on {@code core} and Hadoop's file systems; both engines use it. Memory that was read
 * belongs to its region. Blocks that were mapped belong to HDFS, and are given back when no region
 * over them can be reached and the task has ended a while ago.
 */
package io.sparkmmap.dfs;
