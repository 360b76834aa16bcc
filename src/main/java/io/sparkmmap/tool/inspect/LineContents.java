// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool.inspect;

import io.sparkmmap.core.lines.LineCursor;
import io.sparkmmap.core.lines.LineSeparator;
import io.sparkmmap.core.recognize.FileFormat;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lines, of text or of CSV, judged by those at the start of the file. */
final class LineContents implements FileContents {
  /** The number of lines is estimated from the lines in this many bytes. */
  static final int SAMPLE_BYTES = 1 << 20;

  private static final int SHOWN_CHARACTERS = 120;

  private final FileFormat format;
  private final byte[] sample;
  private final long dataStart;
  private final long dataBytes;
  private int lineFeeds;
  private int carriageReturnsBefore;
  private int longest;

  /**
   * Looks at lines.
   *
   * @param sample the first bytes of the data
   * @param dataStart offset of the first line
   * @param dataBytes of all lines
   */
  LineContents(FileFormat format, byte[] sample, long dataStart, long dataBytes) {
    this.format = format;
    this.sample = sample;
    this.dataStart = dataStart;
    this.dataBytes = dataBytes;
    int start = 0;
    for (int i = 0; i < sample.length; i++) {
      if (sample[i] == '\n') {
        lineFeeds++;
        boolean windows = i > 0 && sample[i - 1] == '\r';
        carriageReturnsBefore += windows ? 1 : 0;
        longest = Math.max(longest, i - start - (windows ? 1 : 0));
        start = i + 1;
      }
    }
  }

  @Override
  public Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("line separator", separator());
    details.put("longest line of the first MiB", longest);
    details.put("first line", firstLine());
    return details;
  }

  private String separator() {
    if (lineFeeds == 0) {
      return "none in the first MiB";
    }
    if (carriageReturnsBefore == 0) {
      return "\\n";
    }
    return carriageReturnsBefore == lineFeeds ? "\\r\\n" : "\\n and \\r\\n";
  }

  private String firstLine() {
    String start =
        new String(
            sample, 0, Math.min(sample.length, 4 * SHOWN_CHARACTERS), StandardCharsets.UTF_8);
    String line = start.lines().findFirst().orElse("");
    return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "...";
  }

  @Override
  public List<Inspection.Column> columns() {
    return format == FileFormat.CSV
        ? List.of() // which its options say, and Spark's own inference
        : List.of(new Inspection.Column("value", "string"));
  }

  @Override
  public Inspection.RecordCount records() {
    if (dataBytes == 0) {
      return Inspection.RecordCount.exactly(0);
    }
    return lineFeeds == 0
        ? Inspection.RecordCount.UNKNOWN
        : new Inspection.RecordCount(
            Math.max(1, Math.round((double) dataBytes / sample.length * lineFeeds)),
            Inspection.Exactness.ESTIMATED);
  }

  @Override
  public boolean countsCheaply() {
    return false;
  }

  @Override
  public Splittable splittable() {
    return Splittable.YES;
  }

  @Override
  public long dataStart() {
    return dataStart;
  }

  @Override
  public BatchCursor cursor(RegionSource source, DataRange range) throws IOException {
    return new LineCursor(source, range, LineSeparator.NEWLINES, LineCursor.Detail.COUNT, 1024);
  }
}
