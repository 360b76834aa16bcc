// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.file.DataError;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.FixedLengthCursor;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/**
 * Records that are all equally long.
 *
 * @param recordLength bytes, at least 1
 * @param key what says so, for messages
 */
record FixedLengthFraming(int recordLength, String key) implements Framing {

  /**
   * Reads the length from a key.
   *
   * @throws IllegalArgumentException if it is not there, or below 1
   */
  static FixedLengthFraming of(Configuration conf, String key) {
    String value = conf.getTrimmed(key);
    int recordLength = MmapInputKeys.bytes(conf, key, 0);
    if (recordLength < 1) {
      throw new IllegalArgumentException(
          key
              + ": expected the length of a record in bytes, at least 1, found "
              + (value == null ? "nothing" : "'" + value + "'"));
    }
    return new FixedLengthFraming(recordLength, key);
  }

  @Override
  public void checkFile(String path, long length) throws IOException {
    long rest = length % recordLength;
    if (rest != 0) {
      throw DataError.at(
          path,
          length - rest,
          "a whole number of records of " + recordLength + " bytes",
          "a file of " + length + " bytes, which leaves " + rest + " after the last whole record",
          "check " + key + ", or whether the file is complete");
    }
  }

  @Override
  public RecordCursor cursor(RegionSource source, DataRange range) throws IOException {
    return new FixedLengthCursor(source, range, recordLength, BATCH_RECORDS);
  }

  @Override
  public boolean accepts(long offset, long bytes) {
    return true;
  }
}
