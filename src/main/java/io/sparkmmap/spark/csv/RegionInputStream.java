// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.RegionSource;
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

  /**
   * As many bytes as are wanted, but for the end, and so from more than one region: Spark's parser
   * looks for the kind of line ends in what its first call gives, and in nothing more.
   */
  @Override
  public int read(byte[] target, int position, int length) throws IOException {
    source.checkCancelled(offset);
    int read = 0;
    while (read < length && offset < end) {
      if (region == null || offset >= region.endOffset()) {
        region = source.regionAt(offset, 1);
      }
      int count = (int) Math.min(length - read, Math.min(end, region.endOffset()) - offset);
      region.bytes().get((int) (offset - region.offset()), target, position + read, count);
      source.statistics().addBytesCopied(count);
      offset += count;
      read += count;
    }
    return read == 0 && length > 0 ? -1 : read;
  }
}
