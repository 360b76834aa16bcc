// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;

/**
 * Takes all data of a file for one record; no data is no record. It belongs to the range that
 * contains the first byte of the data.
 */
public final class WholeFileCursor extends RecordCursor {
  private final DataRange range;
  private boolean done;
  private MappedRegion region;

  /**
   * A cursor over a file.
   *
   * @param source owned by the cursor from now on
   */
  public WholeFileCursor(RegionSource source, DataRange range) {
    super(source);
    this.range = range;
    this.done = range.start() > range.dataStart() || range.dataStart() == range.dataEnd();
  }

  @Override
  protected boolean advance() throws IOException {
    if (done) {
      return false;
    }
    region = source().regionAt(range.dataStart(), range.dataEnd() - range.dataStart());
    done = true;
    return true;
  }

  @Override
  public long nextOffset() {
    return done ? range.dataEnd() : range.dataStart();
  }

  @Override
  public MappedRegion region() {
    return region;
  }

  @Override
  public int count() {
    return 1;
  }

  @Override
  public int position(int record) {
    return (int) (range.dataStart() - region.offset());
  }

  @Override
  public int length(int record) {
    return (int) (range.dataEnd() - range.dataStart());
  }
}
