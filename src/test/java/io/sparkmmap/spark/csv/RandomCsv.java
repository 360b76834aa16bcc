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

  private static final int FEW_ROWS = 16;

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
      String name = RandomCsvValues.NAMES.get(random.nextInt(RandomCsvValues.NAMES.size()));
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
    List<String> likely = RandomCsvValues.LIKELY.get(random.nextInt(RandomCsvValues.LIKELY.size()));
    for (int i = random.nextInt(5); i >= 0; i--) {
      pool.add(
          random.nextInt(10) == 0
              ? RandomCsvValues.VALUES[random.nextInt(RandomCsvValues.VALUES.length)]
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
      String[] option = RandomCsvValues.OPTIONS[random.nextInt(RandomCsvValues.OPTIONS.length)];
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
      columns =
          columns.add("c" + i, RandomCsvValues.TYPES[random.nextInt(RandomCsvValues.TYPES.length)]);
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
    int pool = 1 + random.nextInt(RandomCsvValues.VALUES.length);
    for (int row = 0; row < rows; row++) {
      int fields = random.nextInt(5) == 0 ? random.nextInt(8) : columns.length();
      for (int field = 0; field < fields; field++) {
        text.append(field > 0 ? separator : "")
            .append(RandomCsvValues.VALUES[random.nextInt(pool)]);
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
    return RandomCsvValues.DIRT.charAt(random.nextInt(RandomCsvValues.DIRT.length()));
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
