// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.spark.files.ConditionException;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.format.InferenceSite;
import io.sparkmmap.spark.format.PushedFilters;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.format.StringMatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
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
      if (e instanceof IllegalStateException || (isShownInOneLine(e) && hasCondition(e))) {
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

  /** Which of Spark's exceptions PySpark takes for its own. */
  private static boolean isShownInOneLine(Exception e) {
    return e instanceof IllegalArgumentException || e instanceof AnalysisException;
  }

  /** Whether an exception has a condition that Spark documents: such texts name the option. */
  private static boolean hasCondition(Exception e) {
    return e instanceof SparkThrowable known
        && known.getCondition() != null
        && !known.getCondition().startsWith("_LEGACY_");
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

  @Override
  public CsvReading reading() {
    return new CsvReading(csv, columns, search, filters);
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
  public OptionalLong recordCount(String path, long dataBytes) {
    return OptionalLong.empty();
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
        && reading().syntax().isPresent()
        && Arrays.stream(columns.fields())
            .anyMatch(
                column ->
                    column.name().equals(match.column())
                        && column.dataType().equals(DataTypes.StringType)
                        && !column.name().equals(csv.corruptRecordColumn()))
        && csv.isStoredVerbatim(match.text().toString());
  }

  @Override
  public Optional<String> describeSearch() {
    return Optional.ofNullable(search).map(UTF8String::toString);
  }
}
