// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.UnescapedQuoteHandling;
import java.io.InputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.Executable;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.csv.CSVHeaderChecker;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.csv.UnivocityParser;
import org.apache.spark.sql.catalyst.expressions.ExprUtils;
import org.apache.spark.sql.catalyst.util.DropMalformedMode$;
import org.apache.spark.sql.catalyst.util.FailFastMode$;
import org.apache.spark.sql.catalyst.util.FailureSafeParser;
import org.apache.spark.sql.catalyst.util.ParseMode;
import org.apache.spark.sql.errors.QueryCompilationErrors;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/**
 * Spark's own CSV source: its options as it reads them, and its parser. With {@link CsvInference}
 * the only class that touches those, for they are internal to Spark and may change with any of its
 * versions.
 *
 * <p>Immutable; made on the driver, and goes to the executors.
 */
final class SparkCsv implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  private final Map<String, String> given;
  private final CSVOptions options;
  private final Session session;

  /** What the parser takes from the session. */
  private record Session(
      boolean prunesColumns, String timeZone, String corruptRecordColumn, String timePolicy)
      implements Serializable {
    @Serial private static final long serialVersionUID = 1L;

    static Session of(SQLConf conf) {
      return new Session(
          conf.csvColumnPruning(),
          conf.sessionLocalTimeZone(),
          conf.columnNameOfCorruptRecord(),
          conf.legacyTimeParserPolicy().toString());
    }

    boolean hasLegacyTimes() {
      return "LEGACY".equals(timePolicy);
    }

    /** Whether a time that older versions of Spark read in another way is an error. */
    boolean hasStrictTimes() {
      return "EXCEPTION".equals(timePolicy);
    }
  }

  /**
   * Reads options as Spark does, with the defaults of the active session.
   *
   * @param given by their names, in any case
   * @throws RuntimeException Spark's own, if one is invalid
   * @throws IllegalStateException if this version of Spark is not one that this class fits
   */
  SparkCsv(Map<String, String> given) {
    this.given = new HashMap<>(given);
    try {
      this.session = Session.of(SQLConf.get());
      this.options =
          new CSVOptions(
              scala.collection.immutable.Map.from(CollectionConverters.asScala(given)),
              session.prunesColumns(),
              session.timeZone(),
              session.corruptRecordColumn());
      Objects.requireNonNull(calledByExecutors());
    } catch (LinkageError | NoSuchMethodException e) {
      throw new IllegalStateException(
          "recordFormat csv needs Spark's own CSV parser as it is in Spark 4, but this is Spark "
              + org.apache.spark.package$.MODULE$.SPARK_VERSION()
              + ", which has another ("
              + e.getMessage()
              + "); use a version that the documentation names, or format(\"csv\")");
    }
  }

  /**
   * Everything of Spark that executors will call, so that the driver can check whether some of it
   * is gone.
   *
   * @throws NoSuchMethodException naming what is not there
   */
  private static List<Executable> calledByExecutors() throws NoSuchMethodException {
    Class<?>[] rows = {UnivocityParser.class, CSVHeaderChecker.class, StructType.class};
    return List.of(
        UnivocityParser.class.getConstructor(
            StructType.class, StructType.class, CSVOptions.class, Seq.class),
        UnivocityParser.class.getMethod("parse"),
        UnivocityParser.class.getMethod(
            "makeConverter", String.class, DataType.class, boolean.class),
        UnivocityParser.class.getMethod(
            "parseIterator", scala.collection.Iterator.class, rows[0], rows[1], rows[2]),
        UnivocityParser.class.getMethod(
            "parseStream", InputStream.class, rows[0], rows[1], rows[2]),
        CSVHeaderChecker.class.getConstructor(
            StructType.class, CSVOptions.class, String.class, boolean.class),
        FailureSafeParser.class.getConstructor(
            scala.Function1.class, ParseMode.class, StructType.class, String.class));
  }

  /** The options as Spark reads them. */
  CSVOptions options() {
    return options;
  }

  /** Refuses a column for corrupt records that cannot hold one, with Spark's own error. */
  void checkCorruptRecordColumn(StructType columns) {
    ExprUtils.verifyColumnNameOfCorruptRecord(columns, corruptRecordColumn());
  }

  /** Refuses a query for corrupt records and nothing else, with Spark's own error. */
  void checkWanted(StructType wanted) {
    if (wanted.length() == 1 && wanted.fieldNames()[0].equals(corruptRecordColumn())) {
      sneakyThrow(QueryCompilationErrors.queryFromRawFilesIncludeCorruptRecordColumnError());
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> void sneakyThrow(Throwable e) throws E {
    throw (E) e;
  }

  String corruptRecordColumn() {
    return options.columnNameOfCorruptRecord();
  }

  String delimiter() {
    return options.delimiter();
  }

  char quote() {
    return options.quote();
  }

  Optional<Character> comment() {
    return options.isCommentSet() ? Optional.of(options.comment()) : Optional.empty();
  }

  Charset charset() {
    return Charset.forName(options.charset());
  }

  /** The separator of lines, in the character set, if the default is not wanted. */
  Optional<byte[]> lineSeparator() {
    return OptionConverters.toJava(options.lineSeparatorInRead());
  }

  boolean hasHeader() {
    return options.headerFlag();
  }

  /**
   * Whether a text that a value contains stands in its line just so: nothing in it is ever escaped,
   * replaced or left out.
   */
  boolean isStoredVerbatim(String text) {
    boolean replaced = options.emptyValueInRead() != null && !options.emptyValueInRead().isEmpty();
    String special = "" + options.quote() + options.escape() + '\uFFFD';
    return !text.isEmpty()
        && !replaced
        && text.chars()
            .allMatch(
                c ->
                    c >= ' '
                        && special.indexOf(c) < 0
                        && options.charToEscapeQuoteEscaping().forall(other -> (char) other != c));
  }

  /**
   * Whether a line of less than {@link #suspiciousLineBytes()} can be an error, and not only a
   * malformed row. Where it can, each line has to be read.
   */
  boolean shortLinesMayFail() {
    return failsFast()
        || session.hasStrictTimes()
        || options.unescapedQuoteHandling() == UnescapedQuoteHandling.RAISE_ERROR;
  }

  /** Whether malformed rows are errors. */
  boolean failsFast() {
    return options.parseMode().equals(FailFastMode$.MODULE$);
  }

  /** Whether malformed rows are no rows. */
  boolean leavesOutMalformed() {
    return options.parseMode().equals(DropMalformedMode$.MODULE$);
  }

  boolean isMultiLine() {
    return options.multiLine();
  }

  boolean trimsLeading() {
    return options.ignoreLeadingWhiteSpaceInRead();
  }

  boolean trimsTrailing() {
    return options.ignoreTrailingWhiteSpaceInRead();
  }

  /** The text that stands for null, if it is not that of an empty field alone. */
  String nullValue() {
    return Objects.requireNonNullElse(options.nullValue(), "");
  }

  /** The texts that stand for doubles that have no digits. */
  List<String> namesOfDoubles() {
    return Stream.of(options.nanValue(), options.positiveInf(), options.negativeInf())
        .filter(Objects::nonNull)
        .toList();
  }

  Locale locale() {
    return options.locale();
  }

  ZoneId zone() {
    return options.zoneId();
  }

  /** Whether dates are read as {@code yyyy-MM-dd} first of all. */
  boolean hasIsoDates() {
    Option<String> format = options.dateFormatInRead();
    return !session.hasLegacyTimes() && (format.isEmpty() || "yyyy-MM-dd".equals(format.get()));
  }

  /** Whether timestamps are read in the forms of the SQL standard. */
  boolean hasIsoTimestamps() {
    return !session.hasLegacyTimes() && options.timestampFormatInRead().isEmpty();
  }

  /** The same for timestamps without time zone. */
  boolean hasIsoLocalTimestamps() {
    return !session.hasLegacyTimes() && options.timestampNTZFormatInRead().isEmpty();
  }

  /** Whether an unescaped quote can change what is read of the fields before it. */
  boolean quotesReachBack() {
    return switch (options.unescapedQuoteHandling()) {
      case STOP_AT_DELIMITER, STOP_AT_CLOSING_QUOTE -> false;
      default -> true;
    };
  }

  /** A line with so many bytes may have more columns, or longer ones, than allowed. */
  int suspiciousLineBytes() {
    int columns = Math.max(1, options.maxColumns());
    int chars = options.maxCharsPerColumn();
    return chars > 0 ? Math.min(columns, chars) : columns;
  }

  /** Whether Spark's parser leaves out what is not wanted of a row. */
  boolean prunes(StructType wanted) {
    return options.isColumnPruningEnabled(wanted);
  }

  /**
   * Spark's parser, for one thread. To be made in the task, whose session settings it takes.
   *
   * @param path for messages
   */
  Parser parser(CsvRead read, String path) {
    return new Parser(read, path);
  }

  /** The columns without that for corrupt records. */
  StructType parsedColumns(StructType columns) {
    return new StructType(
        Arrays.stream(columns.fields())
            .filter(column -> !column.name().equals(corruptRecordColumn()))
            .toArray(StructField[]::new));
  }

  /** The options themselves are made of what was given and of the session. */
  @Override
  public boolean equals(Object other) {
    return other instanceof SparkCsv that
        && given.equals(that.given)
        && session.equals(that.session);
  }

  @Override
  public int hashCode() {
    return Objects.hash(given, session);
  }

  /** Reads rows as Spark's CSV source does. A row is valid until the next one is asked for. */
  final class Parser {
    private final UnivocityParser parser;
    private final StructType wanted;
    private final StructType headerColumns;
    private final String path;
    private final FailureSafeParser<String> lineParser;

    private Parser(CsvRead read, String path) {
      StructType parsed = parsedColumns(read.columns());
      this.wanted = read.wanted();
      StructType parsedWanted = parsedColumns(wanted);
      Set<String> known = Set.of(parsedWanted.fieldNames());
      List<Filter> filters =
          read.filters().stream()
              .filter(filter -> known.containsAll(List.of(filter.references())))
              .toList();
      this.path = path;
      this.headerColumns = prunes(wanted) ? parsedWanted : parsed;
      this.parser =
          new BoundedParser(
              parsed, parsedWanted, options, CollectionConverters.asScala(filters).toSeq());
      this.lineParser =
          new FailureSafeParser<>(
              line -> Option.option2Iterable(parser.parse().apply(line)),
              options.parseMode(),
              wanted,
              corruptRecordColumn());
    }

    /**
     * Makes ready for lines from the middle of a file. Of the first line of all, this parser trims
     * and checks also fields that are not wanted, and it leaves out a byte-order mark; which line
     * that is must not depend on splits.
     */
    void goOn() {
      try {
        String[] unused = parser.tokenizer().parseLine("0");
      } catch (TextParsingException e) {
        // Not even this is allowed, and so no line is: the first that there is will say so.
      }
    }

    /** The row of a line; null if it is malformed and to be dropped, or does not pass a filter. */
    InternalRow parse(String line) {
      scala.collection.Iterator<InternalRow> rows = lineParser.parse(line);
      return rows.hasNext() ? rows.next() : null;
    }

    /** Compares a header with the columns; warns or throws if they differ, as Spark does. */
    void checkHeader(String line) {
      // The rows of one line, with nothing after its header: the way that is open to the check.
      if (rows(List.of(line).iterator(), true).hasNext()) {
        throw new IllegalStateException(path + ": Spark's parser made a row of the header");
      }
    }

    /**
     * The rows of lines.
     *
     * @param startOfFile whether the first may be the header
     */
    Iterator<InternalRow> rows(Iterator<String> lines, boolean startOfFile) {
      return CollectionConverters.asJava(
          UnivocityParser.parseIterator(
              CollectionConverters.asScala(lines), parser, headerChecker(startOfFile), wanted));
    }

    /** The rows of a whole file, in which quoted values may have line ends. */
    Iterator<InternalRow> rows(InputStream file) {
      return CollectionConverters.asJava(
          UnivocityParser.parseStream(file, parser, headerChecker(true), wanted));
    }

    private CSVHeaderChecker headerChecker(boolean startOfFile) {
      return new CSVHeaderChecker(headerColumns, options, "CSV file: " + path, startOfFile);
    }
  }
}
