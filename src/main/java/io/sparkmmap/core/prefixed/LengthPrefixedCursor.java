// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.prefixed;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;

/**
 * Moves over records that stand behind their lengths. A record belongs to the range that contains
 * the first byte of its length, and is handed out without it.
 *
 * <p>Only the start of the data, or an index, shows where a record begins: no byte of such a file
 * looks different from any other.
 */
public final class LengthPrefixedCursor extends RecordCursor {
  private static final int MAX_BATCH_BYTES = 2 << 20;

  private final PrefixedRecordFinder finder;
  private final long limit;
  private final int[] positions;
  private final int[] lengths;
  private long batchOffset;
  private long nextOffset;

  /**
   * @param source owned by the cursor from now on
   * @param range what to read
   * @param prefix what stands before each record
   * @param firstOffset of the first record that begins in the range or after it
   * @param maxBatchRecords how many records a batch may have, at least 1
   */
  public LengthPrefixedCursor(
      RegionSource source,
      DataRange range,
      LengthPrefix prefix,
      long firstOffset,
      int maxBatchRecords) {
    super(source);
    this.finder = new PrefixedRecordFinder(source, range.dataEnd(), prefix);
    this.limit = range.lastOffset();
    this.positions = new int[maxBatchRecords];
    this.lengths = new int[maxBatchRecords];
    this.nextOffset = firstOffset;
  }

  @Override
  protected boolean advance() throws IOException {
    if (nextOffset >= limit) {
      return false;
    }
    batchOffset = nextOffset;
    long most = Math.min(limit, batchOffset + MAX_BATCH_BYTES);
    nextOffset = finder.find(batchOffset, most, positions, lengths);
    return true;
  }

  @Override
  public long nextOffset() {
    return nextOffset;
  }

  @Override
  public MappedRegion region() {
    return finder.region();
  }

  @Override
  public int count() {
    return finder.count();
  }

  @Override
  public int position(int record) {
    return positions[record];
  }

  @Override
  public int length(int record) {
    return lengths[record];
  }

  @Override
  public long offset(int record) {
    return record == 0
        ? batchOffset
        : region().offset() + positions[record - 1] + lengths[record - 1];
  }
}
