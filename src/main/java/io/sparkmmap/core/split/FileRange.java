// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.split;

import java.io.Serializable;

/**
 * A half-open range of one file, in bytes. A record belongs to the range that contains its first
 * byte.
 *
 * @param file index of the file in the list that was planned
 * @param start offset of the first byte
 * @param end offset of the first byte after the range
 */
public record FileRange(int file, long start, long end) implements Serializable {
  private static final long serialVersionUID = 1L;

  public FileRange {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("no range of bytes: " + start + " to " + end);
    }
  }

  /** Bytes in the range. */
  public long length() {
    return end - start;
  }
}
