// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.mapping.RegionSource;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.LineCursor;
import io.sparkmmap.core.record.LineSeparator;
import io.sparkmmap.core.record.RecordCursor;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.lib.input.LineRecordReader;

/**
 * Lines, by the rules of Hadoop's {@link LineRecordReader}.
 *
 * @param maxLineBytes of a line with its separator; longer ones, and those as long, are left out
 */
record LineFraming(LineSeparator separator, int maxLineBytes) implements Framing {

  /**
   * Reads {@value MmapInputKeys#RECORD_DELIMITER} and {@value LineRecordReader#MAX_LINE_LENGTH}.
   */
  static LineFraming of(Configuration conf) {
    String delimiter = conf.get(MmapInputKeys.RECORD_DELIMITER);
    if (delimiter != null && delimiter.isEmpty()) {
      throw new IllegalArgumentException(
          MmapInputKeys.RECORD_DELIMITER
              + ": expected at least one character, found none; leave it out for lines that end"
              + " with \\n, \\r\\n or \\r");
    }
    return new LineFraming(
        delimiter == null ? LineSeparator.NEWLINES : LineSeparator.of(delimiter),
        conf.getInt(LineRecordReader.MAX_LINE_LENGTH, Integer.MAX_VALUE));
  }

  @Override
  public void checkFile(String path, long length) {}

  @Override
  public RecordCursor cursor(RegionSource source, DataRange range) throws IOException {
    return new LineCursor(source, range, separator, LineCursor.Detail.POSITIONS, BATCH_RECORDS);
  }

  @Override
  public boolean accepts(long bytes) {
    return bytes < maxLineBytes;
  }
}
