// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import com.univocity.parsers.csv.CsvParser;
import io.sparkmmap.core.file.DataError;
import io.sparkmmap.core.lines.LineReader;
import io.sparkmmap.core.lines.LineSeparator;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.FileRange;
import io.sparkmmap.core.split.SplitPlanner;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.files.TaskLeases;
import io.sparkmmap.spark.format.FileOpener;
import io.sparkmmap.spark.format.InferenceSite;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.catalyst.csv.CSVExprUtils;
import org.apache.spark.sql.catalyst.csv.CSVInferSchema;
import org.apache.spark.sql.catalyst.csv.UnivocityParser;
import org.apache.spark.sql.execution.datasources.csv.CSVUtils;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The columns that Spark's CSV source finds in files, by its rules, but without its session, its
 * listing and its jobs: so it also runs in a task, where it lists the files itself.
 *
 * <p>The first row of one file has the names. Only for types is every file read: by a job if a
 * driver asks for them and there is more than one task's worth.
 */
final class CsvInference implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  private static final long MIN_TASK_BYTES = 16L << 20;
  private static final long OPEN_COST_BYTES = 128L << 10;
  private static final int TASKS_FOR_EACH_CORE = 4;

  private final SparkCsv csv;

  CsvInference(SparkCsv csv) {
    this.csv = csv;
  }

  /**
   * The first row of all.
   *
   * @param line it stands in; null where rows are not lines
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  private record FirstRow(String line, String[] values) {}

  /** A range of a file; goes to the executors. */
  private record Part(ListedFile file, FileRange range) implements Serializable {}

  /**
   * Finds the columns.
   *
   * @param files at least one
   * @param site where this is called
   * @return none if no file has a row; in a task some may be without a type, {@link #complete}
   * @throws IOException if a file cannot be read, or not as these options say
   */
  StructType infer(List<ListedFile> files, InferenceSite site) throws IOException {
    Optional<FirstRow> first = firstRow(files, site);
    if (first.isEmpty()) {
      return new StructType();
    }
    String[] names =
        CSVUtils.makeSafeHeader(
            first.get().values, SQLConf.get().caseSensitiveAnalysis(), csv.options());
    DataType[] types = new DataType[names.length];
    if (!csv.options().inferSchemaFlag()) {
      Arrays.fill(types, DataTypes.StringType);
      return columns(names, types);
    }
    RowSample.check(csv.options().samplingRatio());
    Arrays.fill(types, DataTypes.NullType);
    CSVInferSchema rules = new CSVInferSchema(csv.options());
    for (DataType[] found : typesOf(files, first.get().line, names.length, site)) {
      types = rules.mergeRowTypes(types, found);
    }
    StructType found = columns(names, types);
    return site.isTask() ? found : complete(found);
  }

  /** One schema for two of the same names, which may have columns without a type yet. */
  StructType merge(StructType first, StructType second) {
    CSVInferSchema rules = new CSVInferSchema(csv.options());
    return columns(first.fieldNames(), rules.mergeRowTypes(types(first), types(second)));
  }

  /** A schema in which each column has a type. */
  StructType complete(StructType merged) {
    return new StructType(
        new CSVInferSchema(csv.options()).toStructFields(types(merged), merged.fieldNames()));
  }

  private static DataType[] types(StructType columns) {
    return Arrays.stream(columns.fields()).map(StructField::dataType).toArray(DataType[]::new);
  }

  private static StructType columns(String[] names, DataType... types) {
    StructType columns = new StructType();
    for (int i = 0; i < names.length; i++) {
      columns = columns.add(names[i], types[i]);
    }
    return columns;
  }

  private Optional<FirstRow> firstRow(List<ListedFile> files, InferenceSite site)
      throws IOException {
    for (ListedFile file : csv.isMultiLine() ? files : inOrderOfSpark(files, site)) {
      FirstRow row = file.length() == 0 ? null : firstRow(file, site);
      if (row != null) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  private FirstRow firstRow(ListedFile file, FileOpener opener) throws IOException {
    try (LeaseScope scope = TaskLeases.open();
        RegionSource source = opener.open(file, scope)) {
      CsvParser parser = new CsvParser(csv.options().asParserSettings());
      if (csv.isMultiLine()) {
        Iterator<String[]> rows = rows(source, file, parser, false);
        return rows.hasNext() ? new FirstRow(null, rows.next()) : null;
      }
      Iterator<String> lines =
          wanted(allLines(source, DataRange.of(0, file.length(), file.length())));
      String line = lines.hasNext() ? lines.next() : null;
      String[] values = line == null ? null : parser.parseLine(line);
      return values == null ? null : new FirstRow(line, values);
    } catch (RuntimeException e) {
      throw located(file, e);
    }
  }

  /** The first row of all decides the names. */
  private static List<ListedFile> inOrderOfSpark(List<ListedFile> files, InferenceSite site) {
    long pieceBytes = SparkPieces.ofSession(files, site.cores()).pieceBytes();
    List<ListedFile> sorted = new ArrayList<>(files);
    sorted.sort(
        Comparator.comparingLong((ListedFile file) -> -Math.min(file.length(), pieceBytes)));
    return sorted;
  }

  private List<DataType[]> typesOf(
      List<ListedFile> files, String firstLine, int columns, InferenceSite site)
      throws IOException {
    return site.map(
        parts(files, site),
        (parts, index, opener) -> typesOf(parts, firstLine, columns, index, opener));
  }

  private List<List<Part>> parts(List<ListedFile> files, InferenceSite site) {
    if (site.isTask()) {
      return parts(files, Long.MAX_VALUE);
    }
    long totalBytes = files.stream().mapToLong(file -> file.length() + OPEN_COST_BYTES).sum();
    long tasks = (long) TASKS_FOR_EACH_CORE * site.cores();
    return RowSample.isOfAll(csv.options().samplingRatio()) || csv.isMultiLine()
        ? parts(files, Math.max(MIN_TASK_BYTES, totalBytes / tasks))
        : partsOfSpark(files, site);
  }

  /** What each task reads; at least one. */
  private List<List<Part>> parts(List<ListedFile> files, long taskBytes) {
    long[] lengths = files.stream().mapToLong(ListedFile::length).toArray();
    Splittable splittable = csv.isMultiLine() ? Splittable.NO : Splittable.YES;
    List<List<Part>> parts = new ArrayList<>();
    for (List<FileRange> ranges :
        new SplitPlanner(taskBytes, PageSize.bytes(), OPEN_COST_BYTES)
            .partitions(lengths, splittable)) {
      List<Part> ofTask = new ArrayList<>();
      ranges.forEach(range -> ofTask.add(new Part(files.get(range.file()), range)));
      parts.add(ofTask);
    }
    return parts;
  }

  /** As Spark cuts the files up, since each of its tasks takes a sample of its own. */
  private static List<List<Part>> partsOfSpark(List<ListedFile> files, InferenceSite site) {
    List<List<Part>> parts = new ArrayList<>();
    for (List<FileRange> ranges : SparkPieces.ofSession(files, site.cores()).partitions()) {
      parts.add(ranges.stream().map(range -> new Part(files.get(range.file()), range)).toList());
    }
    return parts;
  }

  private DataType[] typesOf(
      List<Part> parts, String firstLine, int columns, int task, FileOpener opener)
      throws IOException {
    CSVInferSchema rules = new CSVInferSchema(csv.options());
    RowSample sample = new RowSample(csv.options().samplingRatio(), task);
    DataType[] types = new DataType[columns];
    Arrays.fill(types, DataTypes.NullType);
    for (Part part : parts) {
      try (LeaseScope scope = TaskLeases.open();
          RegionSource source = opener.open(part.file, scope)) {
        Iterator<String[]> rows = rows(source, part, firstLine, sample);
        while (rows.hasNext()) {
          String[] row = rows.next();
          if (row != null) {
            types = rules.inferRowType(types, row);
          }
        }
      } catch (RuntimeException e) {
        throw located(part.file, e);
      }
    }
    return types;
  }

  /**
   * A sample of the rows of a part but for headers, or of its lines before those are looked for.
   */
  private Iterator<String[]> rows(
      RegionSource source, Part part, String firstLine, RowSample sample) throws IOException {
    CsvParser parser = new CsvParser(csv.options().asParserSettings());
    if (csv.isMultiLine()) {
      return sample.ofRows(rows(source, part.file, parser, csv.hasHeader()));
    }
    FileRange range = part.range;
    DataRange ofFile = DataRange.of(range.start(), range.end(), part.file.length());
    Iterator<String> lines = wanted(sample.ofLines(allLines(source, ofFile)));
    return CollectionConverters.asJava(
        CSVUtils.filterHeaderLine(CollectionConverters.asScala(lines), firstLine, csv.options())
            .map(parser::parseLine));
  }

  private Iterator<String[]> rows(
      RegionSource source, ListedFile file, CsvParser parser, boolean withoutHeader) {
    return CollectionConverters.asJava(
        UnivocityParser.tokenizeStream(
            new RegionInputStream(source, 0, file.length()),
            withoutHeader,
            parser,
            csv.options().charset()));
  }

  private Iterator<String> allLines(RegionSource source, DataRange range) throws IOException {
    LineReader lines =
        new LineReader(
            source,
            range,
            csv.lineSeparator().map(LineSeparator::of).orElse(LineSeparator.NEWLINES));
    return new RowCursor.Texts(lines, csv);
  }

  /** Those lines that are neither comments nor blank. */
  private Iterator<String> wanted(Iterator<String> lines) {
    return CollectionConverters.asJava(
        CSVExprUtils.filterCommentAndEmpty(CollectionConverters.asScala(lines), csv.options()));
  }

  private static IOException located(ListedFile file, RuntimeException e) {
    if (e instanceof UncheckedIOException unchecked) {
      return unchecked.getCause();
    }
    if (e instanceof IllegalArgumentException && !(e instanceof SparkThrowable)) {
      throw e; // of an option, and not of the file
    }
    return new IOException(
        DataError.place(file.planned().path())
            + ": the columns cannot be taken from it: "
            + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
            + "; declare a schema, or check the options",
        e);
  }
}
