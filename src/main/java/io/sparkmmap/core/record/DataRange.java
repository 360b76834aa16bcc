// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import io.sparkmmap.core.file.DataError;
import io.sparkmmap.core.file.PlannedFile;
import java.io.IOException;

/**
 * What a cursor reads: the records that begin within a range of a file, out of the part of the file
 * that holds records at all.
 *
 * @param start offset at which the range begins
 * @param end offset after its last byte
 * @param dataStart offset of the file's first record: after what stands before the data
 * @param dataEnd offset after the file's last record: before what stands behind the data
 */
public record DataRange(long start, long end, long dataStart, long dataEnd) {

  public DataRange {
    if (start < 0 || end < start || dataStart < 0 || dataEnd < dataStart) {
      throw new IllegalArgumentException(
          "no range of data: " + start + " to " + end + " of " + dataStart + " to " + dataEnd);
    }
  }

  /** A range of a file that holds nothing but records. */
  public static DataRange of(long start, long end, long fileLength) {
    return new DataRange(start, end, 0, fileLength);
  }

  /**
   * All records of a file.
   *
   * @param headerBytes bytes before the first record
   * @param trailerBytes bytes after the last record
   * @throws IOException if the file is shorter than these
   */
  public static DataRange of(PlannedFile file, long headerBytes, long trailerBytes)
      throws IOException {
    long dataEnd = file.length() - trailerBytes;
    if (dataEnd < headerBytes) {
      throw DataError.at(
          file.path(),
          file.length(),
          "a header of " + headerBytes + " bytes and a trailer of " + trailerBytes,
          "the end of the file",
          "check how many bytes are to be left out, or whether the file is complete");
    }
    return new DataRange(headerBytes, dataEnd, headerBytes, dataEnd);
  }

  /** The range with nothing of it that begins before one offset, or at another or after it. */
  public DataRange between(long from, long to) {
    long newStart = Math.min(Math.max(start, from), end);
    return new DataRange(newStart, Math.max(newStart, Math.min(end, to)), dataStart, dataEnd);
  }

  /** The first offset at which a record of the range can begin. */
  public long firstOffset() {
    return Math.max(start, dataStart);
  }

  /** The offset after the last one at which a record of the range can begin. */
  public long lastOffset() {
    return Math.min(end, dataEnd);
  }
}
