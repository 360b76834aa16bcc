// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import io.sparkmmap.core.os.PageSize;

/**
 * How a file is divided into windows that can be mapped one by one: window <i>i</i> starts at
 * <i>i</i> x stride and is up to {@code maxLength} bytes long, so it overlaps the next one by
 * {@code maxLength - stride}. A record that starts within a window's stride and is no longer than
 * the overlap lies within that window.
 *
 * @param stride bytes from the start of one window to the start of the next; a multiple of the page
 * @param maxLength bytes of a window that does not reach the end of the file
 */
public record WindowGeometry(long stride, int maxLength) {
  /**
   * A buffer in Java is at most 2 GiB - 1 long; half of that leaves room for records up to 1 GiB.
   */
  public static final WindowGeometry DEFAULT = new WindowGeometry(1L << 30, Integer.MAX_VALUE);

  public WindowGeometry {
    if (stride <= 0 || stride % PageSize.bytes() != 0 || maxLength < stride) {
      throw new IllegalArgumentException(
          "windows of "
              + maxLength
              + " bytes every "
              + stride
              + " bytes: the stride must be a multiple of the page of "
              + PageSize.bytes()
              + " bytes, and no window shorter than it");
    }
  }

  public long indexOf(long offset) {
    return offset / stride;
  }

  long start(long index) {
    return index * stride;
  }

  int length(long index, long fileLength) {
    return (int) Math.min(maxLength, fileLength - start(index));
  }
}
