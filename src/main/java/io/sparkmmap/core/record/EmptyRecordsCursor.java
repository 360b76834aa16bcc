// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import io.sparkmmap.core.source.RegionSource;

/**
 * Gives records that have no bytes, of which a file can say how many there are. They belong to the
 * range that contains the last byte before the data, or the first byte of the file.
 */
public class EmptyRecordsCursor extends BatchCursor {
  private final long offset;
  private final long records;
  private final int maxBatchRecords;
  private long left;
  private int count;

  /**
   * A cursor over a file.
   *
   * @param source owned by the cursor from now on
   * @param records how many the file has
   * @param maxBatchRecords how many a batch may have
   */
  public EmptyRecordsCursor(
      RegionSource source, DataRange range, long records, int maxBatchRecords) {
    super(source);
    this.records = records;
    this.maxBatchRecords = maxBatchRecords;
    this.offset = range.dataStart();
    long owner = Math.max(0, range.dataStart() - 1);
    this.left = range.start() <= owner && owner < range.end() ? records : 0;
  }

  @Override
  protected boolean advance() {
    count = (int) Math.min(left, maxBatchRecords);
    left -= count;
    return count > 0;
  }

  @Override
  public long nextOffset() {
    return offset;
  }

  @Override
  public int count() {
    return count;
  }

  /** The first record of the batch, counted from 0. */
  public final long firstRow() {
    return records - left - count;
  }

  @Override
  protected long mappedBytes(long from, long to) {
    return 0;
  }
}
