// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.RegionSource;

/**
 * Moves over records that lie one after the other, each in one piece.
 *
 * <p>A batch is some consecutive records in one region. What a cursor returns of a batch is valid
 * until the next call of {@link #next()}; the region itself for as long as {@link MappedRegion}
 * says.
 */
public abstract class RecordCursor extends BatchCursor {

  protected RecordCursor(RegionSource source) {
    super(source);
  }

  /** The region in which the records of the batch lie. */
  public abstract MappedRegion region();

  /**
   * Position in the region of a record's first byte.
   *
   * @param record index in the batch
   */
  public abstract int position(int record);

  /**
   * Bytes of a record, without its separator.
   *
   * @param record index in the batch
   */
  public abstract int length(int record);

  /**
   * Offset in the file at which a record begins, with what stands before it and belongs to it.
   *
   * @param record index in the batch
   */
  public long offset(int record) {
    return region().offset() + position(record);
  }

  @Override
  protected long mappedBytes(long from, long to) {
    return region().isMapped() ? to - from : 0;
  }
}
