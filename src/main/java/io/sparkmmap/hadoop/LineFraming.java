// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.lines.LineCursor;
import io.sparkmmap.core.lines.LineSeparator;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.lib.input.LineRecordReader;

/**
 * Lines, by the rules of Hadoop's {@link LineRecordReader}.
 *
 * @param separator what ends a line
 * @param maxLineBytes of a line with its separator; longer ones, and those as long, are left out
 * @param header what becomes of the first line of a file
 */
record LineFraming(LineSeparator separator, int maxLineBytes, Header header) implements Framing {
  /** What becomes of the first line of a file. */
  enum Header {
    READ,
    LEFT_OUT
  }

  /**
   * Reads {@value MmapInputKeys#RECORD_DELIMITER} and {@value LineRecordReader#MAX_LINE_LENGTH}.
   */
  static LineFraming of(Configuration conf) {
    return of(conf, Header.READ);
  }

  /** The rows of CSV files, of which none goes over several lines. */
  static LineFraming ofCsv(Configuration conf) {
    return of(
        conf,
        MmapInputKeys.isTrue(conf, MmapInputKeys.CSV_HEADER, false)
            ? Header.LEFT_OUT
            : Header.READ);
  }

  private static LineFraming of(Configuration conf, Header header) {
    String delimiter = conf.get(MmapInputKeys.RECORD_DELIMITER);
    if (delimiter != null && delimiter.isEmpty()) {
      throw new IllegalArgumentException(
          MmapInputKeys.RECORD_DELIMITER
              + ": expected at least one character, found none; leave it out for lines that end"
              + " with \\n, \\r\\n or \\r");
    }
    return new LineFraming(
        delimiter == null ? LineSeparator.NEWLINES : LineSeparator.of(delimiter),
        conf.getInt(LineRecordReader.MAX_LINE_LENGTH, Integer.MAX_VALUE),
        header);
  }

  @Override
  public void checkFile(String path, long length) {}

  @Override
  public RecordCursor cursor(RegionSource source, DataRange range) throws IOException {
    return new LineCursor(source, range, separator, LineCursor.Detail.POSITIONS, BATCH_RECORDS);
  }

  @Override
  public boolean accepts(long offset, long bytes) {
    return bytes < maxLineBytes && (header == Header.READ || offset > 0);
  }
}
