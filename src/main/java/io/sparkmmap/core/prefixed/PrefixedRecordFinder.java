// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.prefixed;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.BrokenRecordException;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;

/**
 * Finds records that stand behind their lengths, from an offset at which one begins. Touches only
 * the lengths. Holds the result of its last call; for one thread.
 */
public final class PrefixedRecordFinder {
  private final RegionSource source;
  private final long dataEnd;
  private final LengthPrefix prefix;
  private final LengthPrefixReader reader;
  private MappedRegion region;
  private int count;

  /**
   * A finder over a file.
   *
   * @param dataEnd offset after the last record
   */
  public PrefixedRecordFinder(RegionSource source, long dataEnd, LengthPrefix prefix) {
    this.source = source;
    this.dataEnd = dataEnd;
    this.prefix = prefix;
    this.reader = new LengthPrefixReader(prefix.type());
  }

  /** The region in which the last call found its records. */
  public MappedRegion region() {
    return region;
  }

  /** How many records the last call found. */
  public int count() {
    return count;
  }

  /**
   * Finds records, as many as the arrays hold and as lie in one region; at least one.
   *
   * @param start offset of the first record's length, before the limit
   * @param startLimit offset before which a record's length must begin; at most the end of the data
   * @param positions filled with where in the region records begin, behind their lengths
   * @param lengths filled with how long they are
   * @return the offset after the last of them
   * @throws BrokenRecordException if the first record is not a whole one; a later one ends what is
   *     found
   * @throws io.sparkmmap.core.source.RecordTooLongException if it cannot be had in one piece
   */
  public long find(long start, long startLimit, int[] positions, int[] lengths) throws IOException {
    count = 0;
    long at = start;
    long bytesWanted = prefix.type().maxBytes();
    while (at < startLimit && count < positions.length) {
      if (!take(at, bytesWanted)) {
        return at;
      }
      int position = (int) (at - region.offset());
      long end = Math.min(region.endOffset(), dataEnd);
      long written = reader.read(region.bytes(), position, (int) (end - region.offset()));
      long length = written - reader.prefixBytes();
      if (prefix.counts() == LengthPrefix.Counts.RECORD) {
        length = written;
      }
      long recordStart = at + reader.prefixBytes();
      if (written < 0
          || length < prefix.minRecordLength()
          || length > prefix.maxRecordLength()
          || length > dataEnd - recordStart) {
        if (count > 0) {
          return at; // what is before it is handed out first
        }
        throw broken(at, written, length);
      }
      if (recordStart + length > end) {
        bytesWanted = recordStart + length - at; // once more, in one piece
        continue;
      }
      positions[count] = position + reader.prefixBytes();
      lengths[count] = (int) length;
      count++;
      at = recordStart + length;
      bytesWanted = prefix.type().maxBytes();
    }
    return at;
  }

  /** Makes sure that so many bytes lie in the region; not if that would need another one. */
  private boolean take(long at, long bytes) throws IOException {
    long needed = Math.min(bytes, dataEnd - at);
    if (region != null && at >= region.offset() && at + needed <= region.endOffset()) {
      return true;
    }
    if (count > 0) {
      return false;
    }
    region = source.regionAt(at, needed);
    return true;
  }

  private BrokenRecordException broken(long at, long written, long length) {
    if (written == LengthPrefixReader.CUT_OFF) {
      return broken(
          at, "a length (" + prefix.type() + ")", "only " + (dataEnd - at) + " bytes of it");
    }
    if (written == LengthPrefixReader.TOO_LONG || length > prefix.maxRecordLength()) {
      return broken(
          at,
          "a record of at most " + prefix.maxRecordLength() + " bytes (maxRecordLength)",
          "the length " + (written < 0 ? "of more than 63 bits" : Long.toString(length)));
    }
    if (length < 0) {
      return broken(
          at,
          "a length ("
              + prefix.type()
              + ") that includes its own "
              + reader.prefixBytes()
              + " bytes",
          Long.toString(written));
    }
    if (length < prefix.minRecordLength()) {
      return broken(
          at,
          "a record of at least " + prefix.minRecordLength() + " bytes, as the layout has",
          "one of " + length);
    }
    return broken(
        at,
        "a record of " + length + " bytes behind its length",
        "only " + (dataEnd - at - reader.prefixBytes()) + " bytes to the end of the data");
  }

  private BrokenRecordException broken(long at, String expected, String found) {
    return new BrokenRecordException(
        source.file().path(),
        at,
        expected,
        found,
        "check lengthType, byteOrder, lengthIncludesHeader and headerBytes, or whether the file is"
            + " complete");
  }
}
