// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A random CSV file, and how to read it: damaged rows, any character set, any option.
 *
 * @param options of Spark's CSV source; some may be null
 * @param columns of the file, maybe with one for corrupt records
 * @param wanted which of them to read
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record RandomCsv(
    Map<String, String> options, StructType columns, StructType wanted, byte[] bytes) {
  /** The column for corrupt records. */
  public static final String CORRUPT = "_corrupt_record";

  private static final String[][] OPTIONS = {
    {"mode", "PERMISSIVE"},
    {"mode", "DROPMALFORMED"},
    {"mode", "FAILFAST"},
    {"sep", ";"},
    {"sep", "\\t"},
    {"sep", "::"},
    {"sep", "é"},
    {"sep", " "},
    {"sep", "1"},
    {"delimiter", "|"},
    {"quote", "'"},
    {"quote", ""},
    {"quote", "a"},
    {"escape", "\""},
    {"escape", ""},
    {"escape", "#"},
    {"charToEscapeQuoteEscaping", "#"},
    {"charToEscapeQuoteEscaping", "\\"},
    {"comment", "#"},
    {"comment", "1"},
    {"comment", " "},
    {"header", "true"},
    {"header", "true"},
    {"enforceSchema", "false"},
    {"ignoreLeadingWhiteSpace", "true"},
    {"ignoreTrailingWhiteSpace", "true"},
    {"nullValue", "NA"},
    {"nullValue", "1"},
    {"nullValue", " "},
    {"nullValue", null},
    {"emptyValue", "EMPTY"},
    {"emptyValue", "1"},
    {"emptyValue", null},
    {"nanValue", "1"},
    {"nanValue", null},
    {"positiveInf", "5.5"},
    {"positiveInf", null},
    {"negativeInf", null},
    {"negativeInf", "abc"},
    {"locale", "de-DE"},
    {"locale", "fr"},
    {"timestampFormat", "dd.MM.yyyy HH:mm"},
    {"timestampNTZFormat", "yyyy-MM-dd'T'HH:mm:ss"},
    {"dateFormat", "dd/MM/yyyy"},
    {"dateFormat", null},
    {"enableDateTimeParsingFallback", "true"},
    {"preferDate", "false"},
    {"timeZone", "America/New_York"},
    {"maxColumns", "0"},
    {"maxColumns", "1"},
    {"maxColumns", "3"},
    {"maxColumns", "6"},
    {"maxCharsPerColumn", "0"},
    {"maxCharsPerColumn", "1"},
    {"maxCharsPerColumn", "8"},
    {"unescapedQuoteHandling", "BACK_TO_DELIMITER"},
    {"unescapedQuoteHandling", "RAISE_ERROR"},
    {"unescapedQuoteHandling", "SKIP_VALUE"},
    {"unescapedQuoteHandling", "STOP_AT_CLOSING_QUOTE"},
    {"columnPruning", "false"},
    {"lineSep", "\n"},
    {"lineSep", ";"},
    {"lineSep", "\r\n"},
    {"encoding", "ISO-8859-1"},
    {"encoding", "UTF-16"},
    {"encoding", "UTF-16LE"},
    {"encoding", "UTF-16BE"},
    {"encoding", "UTF-32"},
    {"charset", "US-ASCII"},
    {"multiLine", "true"},
    {"samplingRatio", "0.5"},
    {"timeFormat", "HH:mm"},
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
              "decimal(38,38)",
              "binary",
              "interval day to second",
              "interval year to month",
              "time(6)")
          .map(DataType::fromDDL)
          .toArray(DataType[]::new);

  static final String[] VALUES = {
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
    "10:20",
    "10:20:30.5",
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

  private static final List<String> NAMES =
      List.of(
          "a",
          "b",
          "A",
          "",
          " ",
          "a b",
          "é",
          "c.d",
          CORRUPT,
          "NA",
          "0",
          "a0",
          "`x`",
          "\"q\"",
          "1",
          "\"a",
          " b ",
          "#h",
          "_c1",
          "_metadata");

  /** Values that have a type in common, or nearly so. */
  private static final List<List<String>> LIKELY =
      List.of(
          List.of("0", "1", "-7", "2147483648", "", "+5"),
          List.of("1", "12345678901234567890", "9223372036854775808", "1.0"),
          List.of("1.5", "5", "1e3", "NaN", "Inf", "1,234.5", "", "5."),
          List.of("2026-01-31", "2024-02-29", "", "NA", "2026-1-3", "0001-01-01"),
          List.of("2026-01-31", "2026-11-21 10:20:30", "2026-11-21T10:20:30.123456Z"),
          List.of("2026-11-21 10:20:30 +02:00", "2026-11-21 10:20:30", "2026-11-21 25:00:00"),
          List.of("31/01/2026", "31.01.2026 10:20", "1", "10:20:30", "10:20"),
          List.of("true", "FALSE", "", "1"),
          List.of("abc", "\"quoted\"", "\"a,b\"", "\"open", "é"),
          List.of("", " ", "\"\"", "NA", "EMPTY"));

  private static final int FEW_ROWS = 16;

  private static final String DIRT = "\",;\\#' \t.-+eE0159aNZ:é\r\n\u0000";

  /** A file of a few rows with up to so many options. */
  public static RandomCsv of(Random random, int mostOptions) {
    return of(random, mostOptions, FEW_ROWS);
  }

  /** A file of less than so many rows with up to so many options. */
  public static RandomCsv of(Random random, int mostOptions, int rows) {
    Map<String, String> options = options(random, mostOptions);
    StructType columns = columns(random);
    return new RandomCsv(
        options, columns, wanted(random, columns), rows(random, columns, options, rows));
  }

  /** Another file of the same columns and options. */
  public RandomCsv another(Random random, int rows) {
    return new RandomCsv(options, columns, wanted, rows(random, columns, options, rows));
  }

  /**
   * Files whose columns are to be found: with odd names in their headers, and columns of some kinds
   * of values each.
   */
  public static List<RandomCsv> ofUnknownColumns(Random random) {
    Map<String, String> options = options(random, 3);
    options.putIfAbsent("inferSchema", random.nextInt(4) == 0 ? "false" : "true");
    options.putIfAbsent("header", random.nextInt(3) == 0 ? "false" : "true");
    StructType columns = new StructType();
    for (int i = random.nextInt(5); i >= 0; i--) {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      columns = columns.add(name, DataTypes.StringType);
    }
    List<RandomCsv> files = new ArrayList<>();
    List<List<String>> pools = new ArrayList<>();
    for (int i = 0; i < columns.length(); i++) {
      pools.add(pool(random));
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      byte[] bytes = inferred(random, columns, pools, options);
      files.add(new RandomCsv(options, columns, columns, bytes));
    }
    return files;
  }

  private static List<String> pool(Random random) {
    List<String> pool = new ArrayList<>();
    List<String> likely = LIKELY.get(random.nextInt(LIKELY.size()));
    for (int i = random.nextInt(5); i >= 0; i--) {
      pool.add(
          random.nextInt(10) == 0
              ? VALUES[random.nextInt(VALUES.length)]
              : likely.get(random.nextInt(likely.size())));
    }
    return pool;
  }

  private static byte[] inferred(
      Random random, StructType columns, List<List<String>> pools, Map<String, String> options) {
    String separator = separator(options);
    String usual = random.nextInt(4) == 0 ? "\r\n" : options.getOrDefault("lineSep", "\n");
    StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "\uFEFF" : "");
    text.append(random.nextInt(5) == 0 ? usual + "#c" + usual : "");
    if (random.nextInt(6) > 0) {
      text.append(String.join(separator, columns.fieldNames())).append(usual);
    }
    for (int row = random.nextInt(12); row > 0; row--) {
      int fields = random.nextInt(8) == 0 ? random.nextInt(7) : columns.length();
      for (int field = 0; field < fields; field++) {
        List<String> pool = pools.get(field % pools.size());
        text.append(field > 0 ? separator : "").append(pool.get(random.nextInt(pool.size())));
      }
      text.append(row == 1 && random.nextBoolean() ? "" : usual);
    }
    return text.toString().getBytes(charset(options));
  }

  private static String separator(Map<String, String> options) {
    return options.getOrDefault("sep", options.getOrDefault("delimiter", ",")).replace("\\t", "\t");
  }

  private static Map<String, String> options(Random random, int most) {
    Map<String, String> options = new HashMap<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      String[] option = OPTIONS[random.nextInt(OPTIONS.length)];
      options.putIfAbsent(option[0], option[1]);
    }
    options.putIfAbsent("timeZone", "UTC");
    options.put("inputBufferSize", "256"); // the default of 2 MiB is most of the time
    return options;
  }

  /** The character set that options name. */
  static Charset charset(Map<String, String> options) {
    return Charset.forName(
        options.getOrDefault("encoding", options.getOrDefault("charset", "UTF-8")));
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

  private static byte[] rows(
      Random random, StructType columns, Map<String, String> options, int mostRows) {
    String separator = separator(options);
    String[] lineEnds = {"\n", "\n", "\r\n", "\r", "\n\n", options.getOrDefault("lineSep", "\n")};
    String usual = lineEnds[random.nextInt(lineEnds.length)];
    boolean wild = random.nextInt(3) == 0;
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(10); i > 7; i--) {
      text.append('\uFEFF');
    }
    for (int i = random.nextInt(12); i > 8; i--) {
      text.append(List.of("", " ", "#c", " #c", "1", "\t1 ").get(random.nextInt(6))).append(usual);
    }
    if (random.nextBoolean() && options.containsKey("header")) {
      text.append(String.join(separator, names(random, columns))).append(usual);
    }
    int rows = random.nextInt(mostRows);
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
    if (wild && bytes.length > 0 && random.nextBoolean()) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static List<String> names(Random random, StructType columns) {
    List<String> names = new ArrayList<>(List.of(columns.fieldNames()));
    names.remove(CORRUPT);
    if (random.nextInt(4) == 0) {
      names.set(random.nextInt(names.size()), "\"C" + random.nextInt(5) + "\"");
    }
    return names;
  }

  private static char dirt(Random random) {
    return DIRT.charAt(random.nextInt(DIRT.length()));
  }

  @Override
  public String toString() {
    return "options "
        + options
        + ", "
        + columns.simpleString()
        + " of which "
        + wanted.simpleString()
        + ", bytes "
        + Base64.getEncoder().encodeToString(bytes)
        + ", which are <"
        + new String(bytes, charset(options))
        + ">";
  }
}
