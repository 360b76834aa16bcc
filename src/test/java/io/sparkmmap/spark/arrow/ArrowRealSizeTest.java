// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.arrow.ArrowCursor;
import io.sparkmmap.core.mapping.TestSources;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.spark.arrow.SparseArrowFile.Column;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Record batches of more than 4 GiB, with values where regions of the greatest length end. */
class ArrowRealSizeTest {
  private static final long WINDOW = Integer.MAX_VALUE;
  private static final int OVERLAP = 32 << 10;

  private static final long STRIDE = (WINDOW - OVERLAP) / 4096 * 4096;

  /** Where windows begin and end, and where an {@code int} and an unsigned one do. */
  private static final List<Long> BORDERS =
      List.of(
          STRIDE,
          WINDOW,
          1L << 31,
          STRIDE + WINDOW,
          1L << 32,
          2 * STRIDE + WINDOW,
          3 * STRIDE + WINDOW,
          4 * STRIDE + WINDOW);

  private static final String LONG_TEXT = "a text that views have elsewhere";

  @TempDir Path folder;

  enum Access {
    MAPPED,
    READ
  }

  /** Opens the file once more. */
  private interface Opener {
    /** A source that the caller closes. */
    RegionSource open() throws IOException;
  }

  private static RegionSource open(Access access, Path path) throws IOException {
    return access == Access.MAPPED
        ? TestSources.longWindows(path, OVERLAP)
        : TestSources.read(path, 64 << 10);
  }

  private static byte[] bytes(long value, int length) {
    byte[] bytes =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return Arrays.copyOf(bytes, length);
  }

  private static byte[] view(String text, int dataOffset) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(text.length())
        .put(Arrays.copyOf(text.getBytes(US_ASCII), 4))
        .putInt(0)
        .putInt(dataOffset)
        .array();
  }

  /** A batch of many rows, the buffers of whose columns are across the borders in turn. */
  @ParameterizedTest
  @EnumSource
  void valuesOfManyRowsLieAcrossTheEndsOfRegions(Access access) throws IOException {
    int rows = 310_000_000;
    Path path = folder.resolve("large.arrow");
    int dataBytes = 1 << 20;
    SparseArrowFile file =
        SparseArrowFile.write(
            path,
            rows,
            List.of(
                new Column("flag", new ArrowType.Bool(), rows / 8),
                new Column("id", new ArrowType.Int(64, true), 8L * rows),
                new Column("view", new ArrowType.Utf8View(), 16L * rows, dataBytes),
                new Column("text", new ArrowType.Utf8(), 4L * (rows + 1), dataBytes),
                new Column("large", new ArrowType.LargeUtf8(), 8L * (rows + 1), dataBytes)));
    StructType columns =
        StructType.fromDDL("flag boolean, id bigint, view string, text string, large string");
    Map<Long, List<Object>> values = new TreeMap<>();
    for (long row : rowsAtBorders(file.offset(3), Long.BYTES, rows)) {
      file.put(3, row * Long.BYTES, bytes(row + 1, Long.BYTES));
      row(values, row).set(1, row + 1);
    }
    file.put(6, dataBytes - LONG_TEXT.length(), LONG_TEXT.getBytes(US_ASCII));
    for (long row : rowsAtBorders(file.offset(5), 16, rows)) {
      file.put(5, row * 16, view(LONG_TEXT, dataBytes - LONG_TEXT.length()));
      row(values, row).set(2, LONG_TEXT);
    }
    for (long row : rowsAtBorders(file.offset(8), Integer.BYTES, rows)) {
      row(values, row); // whose offset is zero
    }
    for (long row : rowsAtBorders(file.offset(11), Long.BYTES, rows)) {
      row(values, row);
    }
    long last = rows - 1L;
    file.put(1, rows / 8 - 1L, bytes(0x80, 1));
    row(values, last).set(0, true);
    file.put(8, rows * 4L, bytes(5, Integer.BYTES));
    file.put(9, 0, "abcde".getBytes(US_ASCII));
    row(values, last).set(3, "abcde");
    file.put(11, rows * 8L, bytes(6, Long.BYTES));
    file.put(12, 0, "uvwxyz".getBytes(US_ASCII));
    row(values, last).set(4, "uvwxyz");

    for (long row : values.keySet()) {
      compareAround(() -> open(access, path), row, rows, columns, values);
    }
  }

  private static List<Object> row(Map<Long, List<Object>> values, long row) {
    return values.computeIfAbsent(row, any -> Arrays.asList(false, 0L, "", "", ""));
  }

  /** Three rows around each border, of a buffer with values of some width. */
  private static List<Long> rowsAtBorders(long offset, int width, long rows) {
    List<Long> found =
        BORDERS.stream()
            .map(border -> (border - offset) / width)
            .filter(row -> row > 1 && row < rows - 2)
            .flatMap(row -> Stream.of(row - 1, row, row + 1))
            .distinct()
            .toList();
    assertThat(found).isNotEmpty();
    return found;
  }

  /** Compares the rows around one, in two ranges that meet there. */
  private static void compareAround(
      Opener file, long row, long rows, StructType columns, Map<Long, List<Object>> values)
      throws IOException {
    long first = Math.max(0, row - 3_000);
    long last = Math.min(rows - 1, row + 3_000);
    DataRange range;
    long middle;
    try (RegionSource source = file.open()) {
      long length = source.file().length();
      DataRange all = DataRange.of(0, length, length);
      range = ArrowCursor.rowsBetween(source, all, first, last);
      middle = ArrowCursor.rowsBetween(source, all, row, row).start();
    }
    List<List<Object>> found = new ArrayList<>();
    found.addAll(ArrowRows.read(file.open(), range.start(), middle, columns));
    found.addAll(ArrowRows.read(file.open(), middle, range.end(), columns));
    List<List<Object>> expected = new ArrayList<>();
    List<Object> zeros = List.of(false, 0L, "", "", "");
    for (long i = first; i <= last; i++) {
      expected.add(values.getOrDefault(i, zeros));
    }
    assertThat(found).as("around row %d", row).isEqualTo(expected);
  }

  /** A batch of few rows in buffers that are at a border, behind one that is as long as that. */
  @ParameterizedTest
  @EnumSource
  void theTextsOfFewRowsLieAcrossTheEndsOfRegions(Access access) throws IOException {
    int rows = 100;
    StructType columns = StructType.fromDDL("text string, view string, large string");
    for (long border : BORDERS.subList(0, 5)) {
      for (int before : new int[] {0, 205, 1205, 2405, 4005, 5005, 6205, 9000}) {
        Path path = folder.resolve("few.arrow");
        Files.deleteIfExists(path);
        int text = LONG_TEXT.length();
        SparseArrowFile file =
            SparseArrowFile.write(
                path,
                rows,
                List.of(
                    new Column("pad", new ArrowType.Int(8, true), border - before),
                    new Column("text", new ArrowType.Utf8(), 4L * (rows + 1), (long) text * rows),
                    new Column("view", new ArrowType.Utf8View(), 16L * rows, (long) text * rows),
                    new Column(
                        "large", new ArrowType.LargeUtf8(), 8L * (rows + 1), (long) text * rows)));
        for (int row = 0; row < rows; row++) {
          file.put(3, 4L * (row + 1), bytes((row + 1L) * text, Integer.BYTES));
          file.put(6, 16L * row, view(LONG_TEXT, row * text));
          file.put(9, 8L * (row + 1), bytes((row + 1L) * text, Long.BYTES));
        }
        for (int data : new int[] {4, 7, 10}) {
          file.put(data, 0, LONG_TEXT.repeat(rows).getBytes(US_ASCII));
        }
        try (RegionSource source = open(access, path)) {
          assertThat(ArrowRows.read(source, 0, source.file().length(), columns))
              .as("%d bytes before %d", before, border)
              .hasSize(rows)
              .containsOnly(List.of(LONG_TEXT, LONG_TEXT, LONG_TEXT));
        }
      }
    }
  }
}
