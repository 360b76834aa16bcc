// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import io.sparkmmap.core.lines.LineReader;
import io.sparkmmap.core.lines.LineSeparator;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** Gives every row to Spark's parser, where the options leave no other way to be right. */
final class RowCursor extends CsvBatchCursor {
  private static final int BATCH_ROWS = 1024;

  private final Iterator<InternalRow> rows;
  private final LongSupplier offset;
  private int count;

  private RowCursor(
      RegionSource source, StructType wanted, Iterator<InternalRow> rows, LongSupplier offset) {
    super(source, wanted, BATCH_ROWS);
    this.rows = rows;
    this.offset = offset;
  }

  /** The rows of the lines of a range. */
  static RowCursor ofLines(RegionSource source, DataRange range, CsvRead read) throws IOException {
    SparkCsv csv = read.csv();
    LineReader lines =
        new LineReader(
            source,
            range,
            csv.lineSeparator().map(LineSeparator::of).orElse(LineSeparator.NEWLINES));
    SparkCsv.Parser parser = read.parser(source.file().path());
    if (!lines.beginsFile()) {
      parser.goOn();
    }
    return new RowCursor(
        source,
        read.wanted(),
        new LazyRows(() -> parser.rows(new Texts(lines, csv), lines.beginsFile())),
        lines::lineOffset);
  }

  /** The rows of a whole file, in which quoted values may have line ends. */
  static RowCursor ofFile(RegionSource source, DataRange range, CsvRead read) {
    RegionInputStream file = new RegionInputStream(source, range.start(), range.end());
    SparkCsv.Parser parser = read.parser(source.file().path());
    return new RowCursor(
        source, read.wanted(), new LazyRows(() -> parser.rows(file)), file::offset);
  }

  @Override
  boolean advanceRows() throws RowFailure {
    clearValues();
    count = 0;
    try {
      while (count < BATCH_ROWS && rows.hasNext()) {
        setRow(count, rows.next());
        count++;
      }
    } catch (UncheckedIOException e) {
      throw new RowFailure(count, e.getCause());
    } catch (Exception e) {
      throw new RowFailure(count, located(offset.getAsLong(), e));
    }
    return count > 0;
  }

  @Override
  public long nextOffset() {
    return offset.getAsLong();
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  MappedRegion region() {
    return null; // all strings are copies
  }

  @Override
  protected long mappedBytes(long from, long to) {
    return 0;
  }

  /** Rows of a parser that begins to read when it is asked for, which can fail at the header. */
  private static final class LazyRows implements Iterator<InternalRow> {
    private final Supplier<Iterator<InternalRow>> start;
    private Iterator<InternalRow> rows;

    private LazyRows(Supplier<Iterator<InternalRow>> start) {
      this.start = start;
    }

    @Override
    public boolean hasNext() {
      if (rows == null) {
        rows = start.get();
      }
      return rows.hasNext();
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return rows.next();
    }
  }

  /** Lines as texts. */
  static final class Texts implements Iterator<String> {
    private final LineReader lines;
    private final SparkCsv csv;
    private byte[] next;
    private boolean known;

    Texts(LineReader lines, SparkCsv csv) {
      this.lines = lines;
      this.csv = csv;
    }

    @Override
    public boolean hasNext() {
      if (!known) {
        try {
          next = lines.next();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        known = true;
      }
      return next != null;
    }

    @Override
    public String next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      known = false;
      return new String(next, csv.charset());
    }
  }
}
