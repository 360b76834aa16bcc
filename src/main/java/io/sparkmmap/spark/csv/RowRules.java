// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import io.sparkmmap.core.delimited.DelimitedLines;
import java.nio.ByteBuffer;
import org.apache.spark.sql.types.StructType;

/**
 * Which rows can be read where they lie, so that the result is that of Spark's parser. A parser
 * that leaves out columns stops to look after the last wanted one, and so takes a row for well
 * formed that has too many or too few fields; one that reads all columns does not.
 */
final class RowRules {
  /** The field of the column for corrupt records. */
  static final int NO_FIELD = -1;

  private final int[] fields;
  private final int lastField;
  private final int exactFields;
  private final boolean anyQuoteMatters;
  private final int suspiciousBytes;
  private final boolean nothingIsParsed;

  /**
   * Whether Spark's parser may fail at white space in front. Where it trims behind only, it looks
   * for the start of a blank first field before the start of the line.
   */
  private final boolean spaceInFrontMatters;

  private RowRules(SparkCsv csv, int[] fields, int parsedColumns, boolean prunes) {
    int wanted = 0;
    int last = -1;
    for (int field : fields) {
      last = Math.max(last, field);
      wanted += field == NO_FIELD ? 0 : 1;
    }
    boolean selects = prunes && wanted < parsedColumns;
    this.fields = fields;
    this.lastField = last;
    this.exactFields = selects ? 0 : parsedColumns;
    this.anyQuoteMatters = !selects || csv.quotesReachBack();
    this.suspiciousBytes = csv.suspiciousLineBytes();
    this.nothingIsParsed = prunes && wanted == 0;
    this.spaceInFrontMatters = csv.trimsTrailing() && !csv.trimsLeading();
  }

  static RowRules of(CsvRead read) {
    SparkCsv csv = read.csv();
    StructType wanted = read.wanted();
    StructType parsed = csv.parsedColumns(read.columns());
    int[] fields = new int[wanted.length()];
    for (int i = 0; i < fields.length; i++) {
      String name = wanted.fieldNames()[i];
      fields[i] = name.equals(csv.corruptRecordColumn()) ? NO_FIELD : parsed.fieldIndex(name);
    }
    return new RowRules(csv, fields, parsed.length(), csv.prunes(wanted));
  }

  /** The field of a wanted column, or {@link #NO_FIELD}. */
  int field(int column) {
    return fields[column];
  }

  /** Whether each line is a row, whatever it holds. */
  boolean nothingIsParsed() {
    return nothingIsParsed;
  }

  /** Marks the lines of a batch that only Spark's parser gets right. */
  void findUnplain(DelimitedLines lines, SlowRows unplain) {
    unplain.clear();
    if (nothingIsParsed) {
      return;
    }
    boolean otherFields =
        countsFields()
            ? lines.fewestFields() != exactFields || lines.mostFields() != exactFields
            : lines.fewestFields() <= lastField;
    if (otherFields || lines.hasQuotes() || lines.mostBytes() >= suspiciousBytes) {
      markEach(lines, unplain);
    }
    if (spaceInFrontMatters) {
      markSpaceInFront(lines, unplain);
    }
  }

  private boolean countsFields() {
    return exactFields > 0 || lastField < 0;
  }

  private void markEach(DelimitedLines lines, SlowRows unplain) {
    for (int line = 0; line < lines.count(); line++) {
      boolean otherFields =
          countsFields() ? lines.fields(line) != exactFields : lines.fields(line) <= lastField;
      if (otherFields
          || quoteMatters(lines, line)
          || lines.end(line) - lines.start(line) >= suspiciousBytes) {
        unplain.mark(line);
      }
    }
  }

  private boolean quoteMatters(DelimitedLines lines, int line) {
    int quote = lines.firstQuote(line);
    return quote != DelimitedLines.NO_QUOTE
        && (countsFields() || anyQuoteMatters || quote < lines.fieldEnd(line, lastField));
  }

  private static void markSpaceInFront(DelimitedLines lines, SlowRows unplain) {
    ByteBuffer bytes = lines.region().bytes();
    for (int line = 0; line < lines.count(); line++) {
      byte first = bytes.get(lines.start(line));
      if (first >= 0 && first <= ' ') {
        unplain.mark(line);
      }
    }
  }
}
