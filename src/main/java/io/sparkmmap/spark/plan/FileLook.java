// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

/** How much is read of files when they are listed. */
public enum FileLook {
  /** Names, lengths and times. */
  LISTING,
  /** Besides, what format they have. */
  FORMAT,
  /** Besides, what columns they have. */
  SCHEMA
}
