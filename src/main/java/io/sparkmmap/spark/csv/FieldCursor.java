// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import io.sparkmmap.core.delimited.DelimitedLines;
import io.sparkmmap.core.lines.SequenceSearch;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads rows from the bytes of the file, a column at a time, and gives those rows to Spark's parser
 * that have quotes, or too few or too many fields, or a value in another than its plain form.
 */
final class FieldCursor extends CsvBatchCursor {
  private static final int BATCH_ROWS = 4096;

  private final DelimitedLines lines;
  private final RowRules rules;
  private final SparkCsv.Parser parser;
  private final FieldBounds bounds;
  private final FieldReader[] readers;
  private final SlowRows slow;
  private final boolean counts;
  private final SequenceSearch search;
  private final int longBytes;
  private boolean atHeader;
  private boolean atStart;
  private long skippedFrom;
  private long skippedTo;
  private int count;
  private int rowsRead;

  /** Numbers of the rows among those that were read, where some may be left out. */
  private int[] numbers;

  private boolean numbered;

  /**
   * Opens a range.
   *
   * @param source owned by the cursor from now on, unless this throws
   * @param search for what wanted rows have in their line; null if all rows are wanted
   */
  FieldCursor(
      RegionSource source,
      DataRange range,
      CsvRead read,
      DelimitedLines.Syntax syntax,
      SequenceSearch search)
      throws IOException {
    this(source, lines(source, range, syntax, RowRules.of(read)), read, search);
  }

  private static DelimitedLines lines(
      RegionSource source, DataRange range, DelimitedLines.Syntax syntax, RowRules rules)
      throws IOException {
    return new DelimitedLines(
        source, range, rules.nothingIsParsed() ? syntax.ofLinesOnly() : syntax, maxRows(range));
  }

  private FieldCursor(
      RegionSource source, DelimitedLines lines, CsvRead read, SequenceSearch search) {
    super(source, read.wanted(), lines.mostLines());
    SparkCsv csv = read.csv();
    StructType wanted = read.wanted();
    this.lines = lines;
    this.rules = RowRules.of(read);
    this.parser = read.parser(source.file().path());
    this.search = search;
    this.longBytes = csv.suspiciousLineBytes();
    this.bounds = new FieldBounds(csv, lines.mostLines());
    this.slow = new SlowRows(lines.mostLines());
    this.counts = rules.nothingIsParsed() && wanted.isEmpty();
    this.atHeader = csv.hasHeader() && lines.beginsFile();
    this.atStart = lines.beginsFile();
    if (!atStart) {
      parser.goOn();
    }
    this.readers = new FieldReader[wanted.length()];
    for (int i = 0; i < readers.length; i++) {
      StructField column = wanted.fields()[i];
      if (rules.field(i) != RowRules.NO_FIELD) {
        Optional<FieldReader> reader = FieldReader.of(column.dataType(), csv);
        readers[i] = reader.orElse(null);
      }
    }
  }

  /** A small file needs no arrays for more rows than it has bytes. */
  private static int maxRows(DataRange range) {
    return (int) Math.min(BATCH_ROWS, range.end() - range.start() + 1);
  }

  @Override
  boolean advanceRows() throws IOException, RowFailure {
    rowsRead = 0;
    numbered = false;
    if (counts && !atHeader) {
      count = lines.skipPlain();
      if (count > 0) {
        return true;
      }
    }
    if (search != null) {
      skip();
    }
    do {
      if (!lines.next()) {
        count = 0;
        return false;
      }
      if (atHeader) {
        readHeader();
      }
      readRows();
    } while (count == 0);
    return true;
  }

  private void readHeader() throws RowFailure {
    atHeader = false;
    atStart = false;
    try {
      parser.checkHeader(text(0));
    } catch (Exception e) {
      throw new RowFailure(0, located(lines.region().offset() + lines.start(0), e));
    }
    lines.dropFirst();
  }

  private void skip() throws IOException {
    skippedFrom = lines.nextOffset();
    boolean there = atStart;
    while (!there) {
      there = lines.skipTo(search, longBytes);
      askAhead();
    }
    skippedTo = lines.nextOffset();
  }

  @Override
  long skippedFrom() {
    return skippedFrom;
  }

  @Override
  long skippedTo() {
    return skippedTo;
  }

  @Override
  int rowsRead() {
    return rowsRead == 0 ? count : rowsRead;
  }

  @Override
  int numberOf(int row) {
    return numbered ? numbers[row] : rowsRead() - count + row;
  }

  private void readRows() throws RowFailure {
    count = lines.count();
    rowsRead += count;
    numbered = false;
    clearValues();
    rules.findUnplain(lines, slow);
    if (atStart && count > 0) {
      atStart = false;
      markFirst();
    }
    for (int i = 0; i < readers.length; i++) {
      if (rules.field(i) == RowRules.NO_FIELD) {
        noteNulls(values(i));
      } else if (readers[i] == null) {
        slow.markAll(count);
      } else {
        bounds.find(lines, rules.field(i), slow, values(i));
        readers[i].read(lines, bounds, slow, values(i));
      }
    }
    readSlowRows();
  }

  /** Spark's parser reads the first row of a file in a way of its own. */
  private void markFirst() {
    if (!rules.nothingIsParsed()) {
      slow.mark(0);
    }
  }

  /** The column of corrupt records: what is read here is none. */
  private void noteNulls(ColumnValues values) {
    for (int row = 0; row < count; row++) {
      values.setNull(row);
    }
  }

  private void readSlowRows() throws RowFailure {
    if (slow.isEmpty()) {
      return;
    }
    int kept = 0;
    int before = rowsRead - count;
    if (numbers == null) {
      numbers = new int[lines.mostLines()];
    }
    numbered = true;
    for (int row = 0; row < count; row++) {
      numbers[kept] = before + row;
      if (slow.contains(row)) {
        InternalRow parsed = parse(row, kept);
        if (parsed == null) {
          continue;
        }
        setRow(kept, parsed);
      } else if (kept < row) {
        moveRow(row, kept);
      }
      kept++;
    }
    count = kept;
  }

  private InternalRow parse(int line, int rowsBefore) throws RowFailure {
    try {
      return parser.parse(text(line));
    } catch (Exception e) {
      count = rowsBefore;
      throw new RowFailure(rowsBefore, located(region().offset() + lines.start(line), e));
    }
  }

  private String text(int line) {
    int start = lines.start(line);
    byte[] copy = new byte[lines.end(line) - start];
    region().bytes().get(start, copy);
    source().statistics().addBytesCopied(copy.length);
    return new String(copy, StandardCharsets.UTF_8);
  }

  @Override
  public long nextOffset() {
    return lines.nextOffset();
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  MappedRegion region() {
    return lines.region();
  }

  @Override
  protected long mappedBytes(long from, long to) {
    return region() != null && region().isMapped() ? to - from : 0;
  }
}
