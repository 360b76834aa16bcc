// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.RealSizeContract;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.spark.format.RecordFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Nested;

/** Values of each type where regions of the greatest length end, against Spark's own parser. */
class CsvRealSizeTest {
  private static final Map<String, String> OPTIONS = Map.of("timeZone", "UTC");
  private static final String[] TEXTS =
      IntStream.range(0, 256).mapToObj(String::valueOf).toArray(String[]::new);

  private abstract static class Rows extends RealSizeContract {
    private static final String FIRST_COLUMNS = "s string, i int, d double, e decimal(9,2), ";

    private final StructType columns;
    private final String[] lastValues;
    private final Map<String, String> options;

    /** Rows whose last column, which comes closest to the end, has one of some values. */
    Rows(String lastType, String... lastValues) {
      this(OPTIONS, lastType, lastValues);
    }

    Rows(Map<String, String> options, String lastType, String... lastValues) {
      this.options = options;
      this.columns = (StructType) DataType.fromDDL(FIRST_COLUMNS + "z " + lastType);
      this.lastValues = lastValues;
    }

    @Override
    protected byte[] records(Random random, int length) {
      StringBuilder rows = new StringBuilder();
      int left = length;
      while (left > 4000) {
        String row = row(random, random.nextInt(random.nextInt(50) == 0 ? 2500 : 40)) + "\n";
        rows.append(row);
        left -= bytes(row).length;
      }
      String row = row(random, 0) + "\n";
      rows.append("x".repeat(left - bytes(row).length)).append(row);
      return bytes(rows.toString());
    }

    @Override
    protected byte[] lastRecord(Random random) {
      return bytes(row(random, random.nextInt(30)));
    }

    private String row(Random random, int stringLength) {
      String string = "é".repeat(random.nextInt(8) == 0 ? 2 : 0) + "s".repeat(stringLength);
      return String.join(
          ",",
          string,
          Integer.toString(random.nextInt()),
          Double.toString(random.nextInt(10_000) / 100.0),
          random.nextInt(1_000_000) + ".25",
          lastValues[random.nextInt(lastValues.length)]);
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected List<String> expected(byte[] records) {
      return CsvFuzzTest.expected(records, options, columns, columns);
    }

    @Override
    protected List<String> found(Opener file, DataRange range) throws Exception {
      RecordFormat format =
          new CsvFormat(new CaseInsensitiveStringMap(options)).withColumns(columns);
      List<String> rows = new ArrayList<>();
      try (BatchCursor cursor = format.reading().cursor(file.open(), range, columns)) {
        CsvFuzzTest.addRows(cursor, format, columns, rows);
      }
      return rows;
    }
  }

  @Nested
  class Integers extends Rows {
    Integers() {
      super("bigint", "1", "-22", "1234567", "12345678", "123456789", "1234567890123456789");
    }
  }

  @Nested
  class Fractions extends Rows {
    Fractions() {
      super("double", ".5", "1.25", "123456.789", "1e10", "0.1234567890123456789", "-3");
    }
  }

  @Nested
  class Times extends Rows {
    Times() {
      super("timestamp", "2026-01-02T03:04:05.678901Z", "2026-01-02 03:04:05", "1999-12-31");
    }
  }

  @Nested
  class Texts extends Rows {
    Texts() {
      super("string", "e", "é", "€", "😀", "abcdefgh", "abcdefg€", "a😀b€cédefgh");
    }
  }

  /** With an option that leaves all rows to Spark's parser. */
  @Nested
  class RowsForSparksParser extends Rows {
    RowsForSparksParser() {
      super(Map.of("timeZone", "UTC", "lineSep", "\n"), "string", "e", "€", "a😀b");
    }
  }

  /** The bytes that Spark's parser takes from a file whose values may have line ends. */
  @Nested
  class BytesOfAStream extends RealSizeContract {
    @Override
    protected byte[] records(Random random, int length) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      return bytes;
    }

    @Override
    protected byte[] lastRecord(Random random) {
      return records(random, 1);
    }

    @Override
    protected List<String> expected(byte[] records) {
      List<String> texts = new ArrayList<>(records.length);
      for (byte one : records) {
        texts.add(TEXTS[one & 0xFF]);
      }
      return texts;
    }

    @Override
    protected List<String> found(Opener file, DataRange range) throws IOException {
      try (RegionSource source = file.open();
          InputStream stream = new RegionInputStream(source, range.start(), range.end())) {
        return expected(stream.readAllBytes());
      }
    }
  }
}
