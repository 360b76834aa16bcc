// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

/** Whether the checksums that a file system keeps of its blocks are compared with what is read. */
public enum Checksums {
  /**
   * They are. HDFS then maps only blocks that its DataNode keeps in memory, and has compared before
   * it did.
   */
  VERIFIED,
  /** They may be left out, so that any block on this host can be mapped. */
  SKIPPED
}
