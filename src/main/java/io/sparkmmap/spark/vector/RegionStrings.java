// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.vector;

import io.sparkmmap.core.mapping.MappedRegion;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** Spark strings over the bytes of a region, without a copy. */
public final class RegionStrings {
  private RegionStrings() {}

  /**
   * The bytes as a string, taken for UTF-8 as they are. Valid for as long as the lease of the task.
   *
   * @param position in the region
   * @param length bytes
   * @throws IndexOutOfBoundsException if they do not lie within the region
   */
  public static UTF8String at(MappedRegion region, int position, int length) {
    long address = region.address(position, length);
    Object base = region.base();
    return base == null
        ? UTF8String.fromAddress(null, address, length)
        : UTF8String.fromAddress(base, Platform.BYTE_ARRAY_OFFSET + address, length);
  }
}
