// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.mapping.GuardedPages;
import io.sparkmmap.core.mapping.GuardedPages.Edge;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.fuzz.ParserFuzz;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.vector.RecordVector;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.util.LineReader;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.csv.CSVHeaderChecker;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.csv.UnivocityParser;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimeType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** Random and damaged rows under random options, against Spark's own parser fed line by line. */
class CsvFuzzTest {
  private static final int FILES = Integer.getInteger("sparkmmap.csv.files", 1000);
  private static final int MOST_OPTIONS = 3;
  private static final String CORRUPT = RandomCsv.CORRUPT;

  private final GuardedPages pages = new GuardedPages(64 << 10);

  @AfterEach
  void unmap() {
    pages.close();
  }

  @Test
  void damagedRowsReadAsSparksParserReadsThem() throws Exception {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    int fast = 0;
    for (int i = 0; i < FILES; i++) {
      Random random = new Random(seed + i);
      RandomCsv csv = RandomCsv.of(random, MOST_OPTIONS);
      List<String> expected = expected(csv.bytes(), csv.options(), csv.columns(), csv.wanted());

      List<String> found = found(random, csv);

      assertThat(found)
          .as("-Dsparkmmap.seed=%d -Dsparkmmap.csv.files=1: %s", seed + i, csv)
          .isEqualTo(expected);
      fast += csv.options().containsKey("multiLine") ? 0 : 1;
    }
    assertThat(fast).isGreaterThan(FILES / 2);
  }

  /** What the options and the columns are, of which parsers take longer to make than to run. */
  private record Table(RecordFormat format, boolean isReadWhole, StructType wanted) {}

  /** No oracle but itself, and so many more inputs than Spark's parser could be made for. */
  @Test
  void anyBytesAreTheSameRowsWhereverTheyLieAndAreSplit() {
    Random setup = new Random(20261121);
    List<Table> tables = new ArrayList<>();
    List<byte[]> valid = new ArrayList<>();
    while (tables.size() < 40) {
      RandomCsv csv = RandomCsv.of(setup, MOST_OPTIONS);
      // What Spark's parser counts depends on rows before.
      csv.options().remove("maxCharsPerColumn");
      RecordFormat format =
          new CsvFormat(new CaseInsensitiveStringMap(csv.options())).withColumns(csv.columns());
      tables.add(new Table(format, isReadWhole(csv.options()), csv.wanted()));
      valid.add(Arrays.copyOf(csv.bytes(), Math.min(csv.bytes().length, 250)));
    }
    List<byte[]> pieces = new ArrayList<>(ParserFuzz.bytes(RandomCsvValues.VALUES));
    pieces.addAll(ParserFuzz.bytes("8.5e220000000", "-1E-220000000", "1e2147483647"));
    new ParserFuzz("csv", valid, pieces)
        .run(
            (input, random) -> {
              byte[] bytes = Arrays.copyOf(input, Math.min(input.length, 4_000));
              Table table = tables.get(random.nextInt(tables.size()));
              assertThat(found(random, bytes, table.format, table.isReadWhole, table.wanted))
                  .isEqualTo(found(random, bytes, table.format, table.isReadWhole, table.wanted));
            });
  }

  static List<String> expected(
      byte[] bytes, Map<String, String> given, StructType columns, StructType wanted) {
    CSVOptions options =
        new CSVOptions(
            scala.collection.immutable.Map.from(CollectionConverters.asScala(given)),
            true,
            "UTC",
            CORRUPT);
    List<String> rows = new ArrayList<>();
    try {
      StructType parsed = without(columns);
      StructType parsedWanted = without(wanted);
      UnivocityParser parser = new UnivocityParser(parsed, parsedWanted, options);
      CSVHeaderChecker checker =
          new CSVHeaderChecker(
              options.isColumnPruningEnabled(wanted) ? parsedWanted : parsed, options, "f", true);
      scala.collection.Iterator<InternalRow> found =
          options.multiLine()
              ? UnivocityParser.parseStream(
                  new ByteArrayInputStream(bytes), parser, checker, wanted)
              : UnivocityParser.parseIterator(
                  CollectionConverters.asScala(lines(bytes, given)), parser, checker, wanted);
      while (found.hasNext()) {
        rows.add(text(found.next(), wanted));
      }
    } catch (Exception e) {
      rows.add("error " + e.getClass());
    }
    return rows;
  }

  private static StructType without(StructType columns) {
    return new StructType(
        Arrays.stream(columns.fields())
            .filter(column -> !column.name().equals(CORRUPT))
            .toArray(StructField[]::new));
  }

  /** The lines as Hadoop finds them, on which Spark's text sources rest. */
  private static Iterator<String> lines(byte[] bytes, Map<String, String> options)
      throws Exception {
    Charset charset = RandomCsv.charset(options);
    boolean marked =
        bytes.length > 2
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF;
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    in.skip(marked ? 3 : 0);
    String separator = options.get("lineSep");
    List<String> lines = new ArrayList<>();
    try (LineReader reader =
        separator == null
            ? new LineReader(in, new Configuration(false))
            : new LineReader(in, new Configuration(false), separator.getBytes(charset))) {
      Text line = new Text();
      while (reader.readLine(line) > 0) {
        lines.add(new String(line.getBytes(), 0, line.getLength(), charset));
      }
    }
    return lines.iterator();
  }

  private List<String> found(Random random, RandomCsv csv) {
    RecordFormat format =
        new CsvFormat(new CaseInsensitiveStringMap(csv.options())).withColumns(csv.columns());
    return found(random, csv.bytes(), format, isReadWhole(csv.options()), csv.wanted());
  }

  private static boolean isReadWhole(Map<String, String> options) {
    return options.containsKey("header") || options.containsKey("multiLine");
  }

  private List<String> found(
      Random random, byte[] bytes, RecordFormat format, boolean whole, StructType wanted) {
    int border = whole ? bytes.length : random.nextInt(bytes.length + 1);
    Edge edge = random.nextBoolean() ? Edge.START : Edge.END;
    int chunkBytes = random.nextBoolean() ? bytes.length + 1 : 1 + random.nextInt(200);
    List<String> rows = new ArrayList<>();
    try {
      for (DataRange range : ranges(border, bytes.length)) {
        RegionSource source = pages.source(bytes, edge, chunkBytes);
        try (BatchCursor cursor = format.reading().cursor(source, range, wanted)) {
          addRows(cursor, format, wanted, rows);
        }
      }
    } catch (Exception e) {
      rows.add("error " + (e.getCause() == null ? e : e.getCause()).getClass());
    }
    return rows;
  }

  private static List<DataRange> ranges(int border, int length) {
    return border == 0 || border == length
        ? List.of(DataRange.of(0, length, length))
        : List.of(DataRange.of(0, border, length), DataRange.of(border, length, length));
  }

  static void addRows(BatchCursor cursor, RecordFormat format, StructType wanted, List<String> rows)
      throws Exception {
    RecordVector[] vectors =
        Arrays.stream(wanted.fields())
            .map(column -> format.reading().vector(column, new ReadStatistics()))
            .toArray(RecordVector[]::new);
    try (ColumnarBatch batch = new ColumnarBatch(vectors.clone())) {
      while (cursor.next()) {
        for (RecordVector vector : vectors) {
          vector.moveTo(cursor);
        }
        batch.setNumRows(cursor.count());
        Iterator<InternalRow> all = batch.rowIterator();
        while (all.hasNext()) {
          rows.add(text(all.next(), wanted));
        }
      }
    }
  }

  private static String text(InternalRow row, StructType columns) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < columns.length(); i++) {
      DataType type = columns.fields()[i].dataType();
      // Spark's row of a batch has no TIME among the types that get() knows.
      Object value =
          row.isNullAt(i) ? null : type instanceof TimeType ? row.getLong(i) : row.get(i, type);
      text.append(value instanceof byte[] bytes ? Arrays.toString(bytes) : value).append('|');
    }
    return text.toString();
  }
}
