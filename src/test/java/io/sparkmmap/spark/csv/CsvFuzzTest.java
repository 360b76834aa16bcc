// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.mapping.GuardedPages;
import io.sparkmmap.core.mapping.GuardedPages.Edge;
import io.sparkmmap.core.mapping.ReadStatistics;
import io.sparkmmap.core.mapping.RegionSource;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.fuzz.ParserFuzz;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.vector.RecordVector;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.util.LineReader;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.csv.CSVHeaderChecker;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.csv.UnivocityParser;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** Random and damaged rows under random options, against Spark's own parser fed line by line. */
class CsvFuzzTest {
  private static final int FILES = Integer.getInteger("sparkmmap.csv.files", 2500);
  private static final String CORRUPT = "_corrupt_record";

  private static final String[][] OPTIONS = {
    {"mode", "DROPMALFORMED"},
    {"mode", "FAILFAST"},
    {"sep", ";"},
    {"sep", "\\t"},
    {"sep", "::"},
    {"sep", "é"},
    {"sep", " "},
    {"quote", "'"},
    {"quote", ""},
    {"escape", "\""},
    {"comment", "#"},
    {"comment", "1"},
    {"header", "true"},
    {"header", "true"},
    {"ignoreLeadingWhiteSpace", "true"},
    {"ignoreTrailingWhiteSpace", "true"},
    {"nullValue", "NA"},
    {"nullValue", "1"},
    {"emptyValue", "EMPTY"},
    {"nanValue", "1"},
    {"positiveInf", "5.5"},
    {"locale", "de-DE"},
    {"timestampFormat", "dd.MM.yyyy HH:mm"},
    {"dateFormat", "dd/MM/yyyy"},
    {"preferDate", "false"},
    {"timeZone", "America/New_York"},
    {"maxColumns", "6"},
    {"maxCharsPerColumn", "8"},
    {"unescapedQuoteHandling", "BACK_TO_DELIMITER"},
    {"unescapedQuoteHandling", "RAISE_ERROR"},
    {"unescapedQuoteHandling", "SKIP_VALUE"},
    {"unescapedQuoteHandling", "STOP_AT_CLOSING_QUOTE"},
    {"columnPruning", "false"},
    {"lineSep", "\n"},
    {"lineSep", ";"},
    {"encoding", "ISO-8859-1"},
    {"multiLine", "true"},
  };

  private static final DataType[] TYPES =
      Stream.of(
              "string",
              "string",
              "int",
              "bigint",
              "smallint",
              "tinyint",
              "double",
              "float",
              "boolean",
              "date",
              "timestamp",
              "timestamp_ntz",
              "decimal(9,2)",
              "decimal(18,4)",
              "decimal(30,3)",
              "binary",
              "interval day to second")
          .map(DataType::fromDDL)
          .toArray(DataType[]::new);

  private static final String[] VALUES = {
    "",
    " ",
    "0",
    "1",
    "-7",
    "+5",
    "127",
    "-129",
    "2147483647",
    "2147483648",
    "12345678",
    "123456789012",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "00000000000000000001",
    "1.5",
    "-0.0",
    ".5",
    "5.",
    "1e3",
    "1E-400",
    "5.5",
    "1d",
    "NaN",
    "Inf",
    "-Inf",
    "0.1",
    "3.141592653589793",
    "123456789.123456789",
    "1234567890123456789.5",
    "8.5e22",
    "8.5e5000",
    "8.5E-5000",
    "1,234.5",
    "99999.995",
    "true",
    "FALSE",
    "True",
    "yes",
    "2026-01-31",
    "2024-02-29",
    "2023-02-29",
    "1582-10-10",
    "0001-01-01",
    "2026-1-3",
    "31/01/2026",
    "2026-11-21 10:20:30",
    "2026-11-21T10:20:30.123456Z",
    "2026-03-08 02:30:00",
    "2026-11-01 01:30:00.5",
    "2026-11-21 10:20:30.1234567",
    "2026-11-21 25:00:00",
    "2026-11-21 10:20:30 +02:00",
    "31.01.2026 10:20",
    "INTERVAL '1 02:03:04' DAY TO SECOND",
    "NA",
    "EMPTY",
    "abc",
    "é",
    "日本",
    "x y",
    " padded ",
    "\"quoted\"",
    "\"a,b\"",
    "\"a\"\"b\"",
    "\"a\\\"b\"",
    "\"open",
    "a\"b\"",
    "\"\"",
    "'q'",
    "'a,b'",
    "#c",
    "\\",
    "\t",
    "\"a\" ",
    "\"a\"b",
    "\u0000",
    "a\u0001",
    "\uD83D\uDE00"
  };

  private static final String DIRT = "\",;\\#' \t.-+eE0159aNZ:é\r\n\u0000";

  private final GuardedPages pages = new GuardedPages(64 << 10);

  @AfterEach
  void unmap() {
    pages.close();
  }

  @Test
  void damagedRowsReadAsSparksParserReadsThem() throws Exception {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    int fast = 0;
    for (int i = 0; i < FILES; i++) {
      Map<String, String> options = options(random);
      StructType columns = columns(random);
      StructType wanted = wanted(random, columns);
      byte[] bytes = rows(random, columns, options);
      String what =
          "seed "
              + seed
              + ", file "
              + i
              + ", "
              + options
              + ", "
              + columns.simpleString()
              + " of which "
              + wanted.simpleString()
              + ", rows <"
              + new String(bytes, charset(options))
              + ">";

      List<String> expected = expected(bytes, options, columns, wanted);
      List<String> found = found(random, bytes, options, columns, wanted);

      assertThat(found).as(what).isEqualTo(expected);
      fast += options.containsKey("multiLine") ? 0 : 1;
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
      Map<String, String> options = options(setup);
      options.remove("maxCharsPerColumn"); // what Spark's parser counts depends on rows before
      StructType columns = columns(setup);
      RecordFormat format =
          new CsvFormat(new CaseInsensitiveStringMap(options)).withColumns(columns);
      tables.add(new Table(format, isReadWhole(options), wanted(setup, columns)));
      byte[] rows = rows(setup, columns, options);
      valid.add(Arrays.copyOf(rows, Math.min(rows.length, 250)));
    }
    List<byte[]> pieces = new ArrayList<>(ParserFuzz.bytes(VALUES));
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

  private static Map<String, String> options(Random random) {
    Map<String, String> options = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      String[] option = OPTIONS[random.nextInt(OPTIONS.length)];
      options.putIfAbsent(option[0], option[1]);
    }
    options.putIfAbsent("timeZone", "UTC");
    options.put("inputBufferSize", "256"); // the default of 2 MiB is most of the time
    return options;
  }

  private static Charset charset(Map<String, String> options) {
    return Charset.forName(options.getOrDefault("encoding", "UTF-8"));
  }

  private static StructType columns(Random random) {
    int count = 1 + random.nextInt(5);
    int corrupt = random.nextInt(3) == 0 ? random.nextInt(count) : -1;
    StructType columns = new StructType();
    for (int i = 0; i < count; i++) {
      columns = columns.add("c" + i, TYPES[random.nextInt(TYPES.length)]);
      columns = i == corrupt ? columns.add(CORRUPT, DataTypes.StringType) : columns;
    }
    return columns;
  }

  private static StructType wanted(Random random, StructType columns) {
    if (random.nextInt(3) == 0) {
      return columns;
    }
    StructType wanted =
        new StructType(
            Arrays.stream(columns.fields())
                .filter(column -> random.nextBoolean())
                .toArray(StructField[]::new));
    boolean corruptOnly = wanted.length() == 1 && wanted.fieldNames()[0].equals(CORRUPT);
    return corruptOnly ? new StructType() : wanted;
  }

  private static byte[] rows(Random random, StructType columns, Map<String, String> options) {
    String separator = options.getOrDefault("sep", ",").replace("\\t", "\t");
    String[] lineEnds = {"\n", "\n", "\r\n", "\r", "\n\n", options.getOrDefault("lineSep", "\n")};
    String usual = lineEnds[random.nextInt(lineEnds.length)];
    boolean wild = random.nextInt(3) == 0;
    StringBuilder text = new StringBuilder();
    if (random.nextInt(10) == 0) {
      text.append('\uFEFF');
    }
    int rows = 8 + random.nextInt(8);
    int pool = 1 + random.nextInt(VALUES.length);
    for (int row = 0; row < rows; row++) {
      int fields = random.nextInt(5) == 0 ? random.nextInt(8) : columns.length();
      for (int field = 0; field < fields; field++) {
        text.append(field > 0 ? separator : "").append(VALUES[random.nextInt(pool)]);
        if (wild && random.nextInt(6) == 0) {
          text.insert(text.length() - random.nextInt(Math.min(4, text.length() + 1)), dirt(random));
        }
      }
      if (random.nextInt(40) == 0) {
        text.append("x".repeat(random.nextInt(300)));
      }
      text.append(row == rows - 1 && random.nextBoolean() ? "" : usual);
    }
    byte[] bytes = text.toString().getBytes(charset(options));
    if (wild && random.nextBoolean()) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static char dirt(Random random) {
    return DIRT.charAt(random.nextInt(DIRT.length()));
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
      if (!options.multiLine()) {
        String[] unused = parser.tokenizer().parseLine("0"); // the first line is read differently
      }
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
      return List.of("error " + e.getClass());
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
            : new LineReader(in, new Configuration(false), separator.getBytes(charset(options)))) {
      Text line = new Text();
      while (reader.readLine(line) > 0) {
        lines.add(new String(line.getBytes(), 0, line.getLength(), charset(options)));
      }
    }
    return lines.iterator();
  }

  private List<String> found(
      Random random,
      byte[] bytes,
      Map<String, String> options,
      StructType columns,
      StructType wanted) {
    RecordFormat format = new CsvFormat(new CaseInsensitiveStringMap(options)).withColumns(columns);
    return found(random, bytes, format, isReadWhole(options), wanted);
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
        try (BatchCursor cursor = format.cursor(source, range, wanted)) {
          addRows(cursor, format, wanted, rows);
        }
      }
    } catch (Exception e) {
      return List.of("error " + (e.getCause() == null ? e : e.getCause()).getClass());
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
            .map(column -> format.vector(column, new ReadStatistics()))
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
      Object value = row.isNullAt(i) ? null : row.get(i, columns.fields()[i].dataType());
      text.append(value instanceof byte[] bytes ? Arrays.toString(bytes) : value).append('|');
    }
    return text.toString();
  }
}
