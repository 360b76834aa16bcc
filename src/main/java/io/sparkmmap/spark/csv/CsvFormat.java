// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.delimited.DelimitedLines;
import io.sparkmmap.core.lines.SequenceSearch;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.spark.files.ConditionException;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.format.PushedFilters;
import io.sparkmmap.spark.format.InferenceSite;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.format.StringMatch;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.RowPositions;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.VariantType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Comma-separated values, with the options and the results of Spark's own CSV source. Options that
 * matter for writing only are taken and have no effect.
 */
public final class CsvFormat implements RecordFormat {
  @Serial private static final long serialVersionUID = 1L;

  private static final String SINGLE_VARIANT_COLUMN = "singleVariantColumn";

  /** The names of the options that this format has and not every format: those of Spark's CSV. */
  public static final Set<String> OPTIONS =
      Set.of(
          "sep",
          "delimiter",
          "encoding",
          "charset",
          "quote",
          "escape",
          "charToEscapeQuoteEscaping",
          "comment",
          "header",
          "inferSchema",
          "preferDate",
          "enforceSchema",
          "ignoreLeadingWhiteSpace",
          "ignoreTrailingWhiteSpace",
          "nullValue",
          "nanValue",
          "positiveInf",
          "negativeInf",
          "emptyValue",
          "dateFormat",
          "timestampFormat",
          "timestampNTZFormat",
          "timeFormat",
          "enableDateTimeParsingFallback",
          "locale",
          "maxColumns",
          "maxCharsPerColumn",
          "unescapedQuoteHandling",
          "mode",
          "columnNameOfCorruptRecord",
          "columnPruning",
          "multiLine",
          "samplingRatio",
          "lineSep",
          "inputBufferSize",
          SINGLE_VARIANT_COLUMN,
          "escapeQuotes",
          "quoteAll",
          "extension",
          "codec");

  private static final Set<String> SHARED_WITH_ALL = Set.of("timeZone");

  private final SparkCsv csv;

  /** Null until {@link #withColumns}. */
  private final StructType columns;

  /** What the line of a wanted row holds; null if nothing is known of it. */
  private final UTF8String search;

  /** Of which a malformed row has to pass all to be an error. */
  private final List<Filter> filters;

  /**
   * Reads the options as Spark's CSV source does, with the defaults of the active session.
   *
   * @throws IllegalArgumentException naming an option that cannot be had
   * @throws RuntimeException Spark's own, if a value is invalid
   */
  public CsvFormat(CaseInsensitiveStringMap options) {
    this.csv = asSparkReadsThem(forSpark(options));
    this.columns = null;
    this.search = null;
    this.filters = List.of();
    if (options.containsKey(SINGLE_VARIANT_COLUMN)) {
      throw new IllegalArgumentException(
          "Option 'singleVariantColumn' is not possible with recordFormat csv: what a variant"
              + " holds would depend on where the file is split; read it with format(\"csv\")");
    }
  }

  /** Some values make Spark's own code fail in ways that name no option. */
  private static SparkCsv asSparkReadsThem(Map<String, String> options) {
    try {
      return new SparkCsv(options);
    } catch (Exception e) { // also checked ones, which Spark throws undeclared
      if (e instanceof IllegalArgumentException
          || e instanceof IllegalStateException
          || (e instanceof SparkThrowable known && known.getCondition() != null)) {
        throw e;
      }
      throw new IllegalArgumentException(
          "recordFormat csv: an option has a value that Spark's CSV cannot read ("
              + e.getMessage()
              + "); correct it, or leave it out: "
              + new TreeMap<>(options),
          e);
    }
  }

  private CsvFormat(SparkCsv csv, StructType columns, UTF8String search, List<Filter> filters) {
    this.csv = csv;
    this.filters = filters;
    this.columns = columns;
    this.search = search;
  }

  private static Map<String, String> forSpark(CaseInsensitiveStringMap options) {
    TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    names.addAll(OPTIONS);
    names.addAll(SHARED_WITH_ALL);
    Map<String, String> wanted = new HashMap<>(options.asCaseSensitiveMap());
    wanted.keySet().retainAll(wanted.keySet().stream().filter(names::contains).toList());
    return wanted;
  }

  @Override
  public String name() {
    return "csv";
  }

  /** The columns that Spark's CSV source finds in the files, wherever this is called. */
  @Override
  public StructType inferSchema(List<ListedFile> files, InferenceSite site) throws IOException {
    if (files.isEmpty()) {
      throw new ConditionException(
          "UNABLE_TO_INFER_SCHEMA",
          Map.of("format", name()),
          "recordFormat csv takes the columns from the files, but there are none; check the paths,"
              + " or declare a schema");
    }
    return new CsvInference(csv).infer(files, site);
  }

  /** Columns of the same names, each with the type that Spark infers for the values of both. */
  @Override
  public Optional<StructType> merge(StructType first, StructType second) {
    return List.of(first.fieldNames()).equals(List.of(second.fieldNames()))
        ? Optional.of(new CsvInference(csv).merge(first, second))
        : Optional.empty();
  }

  /** A column of which no host has a value is one of strings, as in Spark's source. */
  @Override
  public StructType complete(StructType merged) {
    return new CsvInference(csv).complete(merged);
  }

  @Override
  public RecordFormat withColumns(StructType declared, NameRule names) {
    for (StructField column : declared.fields()) {
      if (!isPossible(column.dataType())) {
        throw ConditionException.unsupportedType(
            name(),
            column,
            "recordFormat csv cannot read column '"
                + column.name()
                + "' as "
                + column.dataType().catalogString()
                + "; declare it as string and convert that");
      }
    }
    return new CsvFormat(csv, declared, null, List.of());
  }

  @Override
  public ColumnsBy columnsBy() {
    return ColumnsBy.PLACE;
  }

  private static boolean isPossible(DataType type) {
    return type instanceof AtomicType
        && !(type instanceof VariantType)
        && !type.typeName().startsWith("geo");
  }

  /** Spark too says of a column for corrupt records that it cannot be one when that is read. */
  @Override
  public void checkWanted(StructType wanted) {
    csv.checkCorruptRecordColumn(columns);
    csv.checkWanted(wanted);
  }

  /**
   * Not where there is a column for corrupt records: which rows are corrupt depends on the columns
   * that a query reads, and Spark refuses those that read this one alone.
   */
  @Override
  public boolean evaluatesColumns() {
    return columns != null && !Set.of(columns.fieldNames()).contains(csv.corruptRecordColumn());
  }

  @Override
  public Splittable splittable() {
    return csv.isMultiLine() ? Splittable.NO : Splittable.YES;
  }

  @Override
  public OptionalLong recordCount(String path, long dataBytes) {
    return OptionalLong.empty();
  }

  @Override
  public BatchCursor cursor(RegionSource source, DataRange range, StructType wanted)
      throws IOException {
    CsvRead read = new CsvRead(csv, columns, inOrderOfFile(wanted), filters);
    if (csv.isMultiLine()) {
      return RowCursor.ofFile(source, range, read);
    }
    Optional<DelimitedLines.Syntax> syntax = syntax();
    return syntax.isPresent()
        ? new FieldCursor(source, range, read, syntax.get(), searchFor(wanted))
        : RowCursor.ofLines(source, range, read);
  }

  /**
   * Numbers of rows, by counting those before. There are none where malformed rows are left out:
   * which ones those are depends on the columns that a query reads. Nor are there where Spark's
   * parser reads all of the file and leaves out what does not pass a filter.
   */
  @Override
  public Optional<RowPositions> positions(
      RowPositions.Kind kind, RegionSource source, DataRange range) throws IOException {
    boolean unknown = !filters.isEmpty() && (csv.isMultiLine() || syntax().isEmpty());
    if (kind != RowPositions.Kind.ROW_INDEX || csv.leavesOutMalformed() || unknown) {
      return Optional.empty();
    }
    StructType none = new StructType();
    CsvFormat all = new CsvFormat(csv, columns, null, List.of());
    return Optional.of(
        new RowIndexes(
            (from, to) ->
                all.cursor(
                    source, new DataRange(from, to, range.dataStart(), range.dataEnd()), none),
            range.start()));
  }

  /**
   * Takes no filter, and leaves out lines in which there is nothing that one of them asks for: what
   * is left is parsed, and for Spark to filter. A line that may be an error of the query is never
   * left out.
   */
  @Override
  public PushedFilters push(Predicate[] filters, StructType ofRecords) {
    UTF8String longest = search; // of an earlier call, maybe
    for (Predicate filter : filters) {
      Optional<StringMatch> match = StringMatch.of(filter).filter(this::canSearch);
      if (match.isPresent()
          && (longest == null || match.get().text().numBytes() > longest.numBytes())) {
        longest = match.get().text();
      }
    }
    return new PushedFilters(
        new CsvFormat(csv, columns, longest, this.filters), List.of(), List.of(filters));
  }

  /**
   * Spark's parser leaves out rows that do not pass a filter before it sees that they are
   * malformed. That shows only where malformed rows are errors.
   */
  @Override
  public RecordFormat knowing(List<Filter> ofQuery) {
    if (!csv.failsFast() || ofQuery.isEmpty()) {
      return this;
    }
    List<Filter> all = new ArrayList<>(filters);
    all.addAll(ofQuery);
    return new CsvFormat(csv, columns, search, List.copyOf(all));
  }

  /** Whether a row can pass only if its line holds the bytes that are looked for as they are. */
  private boolean canSearch(StringMatch match) {
    return columns != null
        && !csv.isMultiLine()
        && !csv.shortLinesMayFail()
        && syntax().isPresent()
        && Arrays.stream(columns.fields())
            .anyMatch(
                column ->
                    column.name().equals(match.column())
                        && column.dataType().equals(DataTypes.StringType)
                        && !column.name().equals(csv.corruptRecordColumn()))
        && csv.isStoredVerbatim(match.text().toString());
  }

  private SequenceSearch searchFor(StructType wanted) {
    return search == null || wanted.isEmpty() ? null : new SequenceSearch(search.getBytes());
  }

  @Override
  public Optional<String> describeSearch() {
    return Optional.ofNullable(search).map(UTF8String::toString);
  }

  /** Spark's parser wants the columns in the order of the file. */
  private StructType inOrderOfFile(StructType wanted) {
    Set<String> names = new HashSet<>(List.of(wanted.fieldNames()));
    return new StructType(
        Arrays.stream(columns.fields())
            .filter(column -> names.contains(column.name()))
            .toArray(StructField[]::new));
  }

  /** What separates fields and lines, if that can be found byte by byte. */
  private Optional<DelimitedLines.Syntax> syntax() {
    String delimiter = csv.delimiter();
    char quote = csv.quote();
    char comment = csv.comment().orElse('\0');
    boolean possible =
        csv.charset().equals(StandardCharsets.UTF_8)
            && csv.lineSeparator().isEmpty()
            && delimiter.length() == 1
            && isOrdinary(delimiter.charAt(0))
            && isOrdinary(quote)
            && isOrdinary(comment)
            && quote != delimiter.charAt(0);
    return possible
        ? Optional.of(
            new DelimitedLines.Syntax(
                (byte) delimiter.charAt(0),
                (byte) quote,
                csv.comment().isPresent() ? comment : DelimitedLines.NO_COMMENT))
        : Optional.empty();
  }

  private static boolean isOrdinary(char character) {
    return character < 0x80 && character != '\n' && character != '\r';
  }

  @Override
  public RecordVector vector(StructField column, ReadStatistics statistics) {
    return new CsvVector(column.name(), column.dataType());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CsvFormat that
        && csv.equals(that.csv)
        && Objects.equals(columns, that.columns)
        && Objects.equals(search, that.search)
        && filters.equals(that.filters);
  }

  @Override
  public int hashCode() {
    return Objects.hash(csv, columns, search);
  }
}
