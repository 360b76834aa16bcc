// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import io.sparkmmap.core.file.DataError;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;

/**
 * Moves over records that are all equally long, by arithmetic alone: it touches no byte of them.
 * Where they are only counted it needs no memory of the file either, so that a file that is read
 * instead of mapped is not read.
 */
public class FixedLengthCursor extends RecordCursor {
  /** For a cursor that only counts its records, as many in a batch as an {@code int} can say. */
  public static final int COUNT_ONLY = Integer.MAX_VALUE;

  private final int recordLength;
  private final int maxBatchRecords;
  private final long endOffset;
  private long nextOffset;
  private MappedRegion region;
  private int firstPosition;
  private int count;

  /**
   * @param source owned by the cursor from now on
   * @param range whose data must be a whole number of records
   * @param recordLength bytes, at least 1
   * @param maxBatchRecords how many records a batch may have; with {@link #COUNT_ONLY} they are
   *     only counted, and {@code region} and {@code position} throw
   * @throws IOException if the data is not a whole number of records; the source is left open
   */
  public FixedLengthCursor(
      RegionSource source, DataRange range, int recordLength, int maxBatchRecords)
      throws IOException {
    super(source);
    recordCount(source.file().path(), range.dataEnd() - range.dataStart(), recordLength);
    this.recordLength = recordLength;
    this.maxBatchRecords = maxBatchRecords;
    this.nextOffset = recordStart(range, range.firstOffset());
    this.endOffset = recordStart(range, range.lastOffset());
  }

  /**
   * How many records some data holds.
   *
   * @param path for the message
   * @param dataLength bytes of the file without what stands before and after the records
   * @param recordLength bytes, at least 1
   * @throws IOException if that is not a whole number
   */
  public static long recordCount(String path, long dataLength, int recordLength)
      throws IOException {
    if (recordLength < 1) {
      throw new IllegalArgumentException(
          "record length: expected at least 1, found " + recordLength);
    }
    long rest = dataLength % recordLength;
    if (rest != 0) {
      throw DataError.of(
          path,
          "a whole number of records of " + recordLength + " bytes",
          dataLength + " bytes of data, which leaves " + rest + " after the last whole record",
          "check the record length, or leave out what is no record by headerBytes and"
              + " trailerBytes");
    }
    return dataLength / recordLength;
  }

  /** The start of the first record that begins at the offset or after it. */
  private long recordStart(DataRange range, long offset) {
    long intoData = Math.max(0, offset - range.dataStart());
    return range.dataStart() + (intoData + recordLength - 1) / recordLength * recordLength;
  }

  @Override
  protected boolean advance() throws IOException {
    if (nextOffset >= endOffset) {
      return false;
    }
    long end = endOffset;
    if (maxBatchRecords != COUNT_ONLY) {
      region = source().regionAt(nextOffset, recordLength);
      firstPosition = (int) (nextOffset - region.offset());
      end = Math.min(region.endOffset(), endOffset);
    }
    long wholeRecords = (end - nextOffset) / recordLength;
    count = (int) Math.min(wholeRecords, maxBatchRecords);
    nextOffset += (long) count * recordLength;
    return true;
  }

  @Override
  public long nextOffset() {
    return nextOffset;
  }

  @Override
  public MappedRegion region() {
    checkDetail();
    return region;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int position(int record) {
    checkDetail();
    return firstPosition + record * recordLength;
  }

  private void checkDetail() {
    if (maxBatchRecords == COUNT_ONLY) {
      throw new IllegalStateException("the records were only counted: no memory of them is known");
    }
  }

  @Override
  protected long mappedBytes(long from, long to) {
    return maxBatchRecords == COUNT_ONLY ? 0 : super.mappedBytes(from, to);
  }

  @Override
  public int length(int record) {
    return recordLength;
  }

  @Override
  public long offset(int record) {
    return nextOffset - (long) (count - record) * recordLength;
  }
}
