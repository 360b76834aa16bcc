// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.RegionSource;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of a part of a file as a stream, which copies them. Does not own its source. */
final class RegionInputStream extends InputStream {
  private final RegionSource source;
  private final long end;
  private long offset;
  private MappedRegion region;

  RegionInputStream(RegionSource source, long start, long end) {
    this.source = source;
    this.offset = start;
    this.end = end;
  }

  /** Offset in the file of the byte that is read next. */
  long offset() {
    return offset;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int position, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (offset >= end) {
      return -1;
    }
    if (region == null || offset >= region.endOffset()) {
      region = source.regionAt(offset, 1);
    }
    int count = (int) Math.min(length, Math.min(end, region.endOffset()) - offset);
    region.bytes().get((int) (offset - region.offset()), target, position, count);
    source.statistics().addBytesCopied(count);
    offset += count;
    return count;
  }
}
