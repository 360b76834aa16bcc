// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.apache.spark.sql.types.StructType;

/**
 * What a file of some GiB holds that is sparse: hardly a row of it is more than zeros.
 *
 * @param options by which it is read
 * @param schema if that has to be declared
 * @param rows how many it has
 * @param numbers that some of them have
 * @param sortedBy a column by which the rows ascend: {@value #ENDS} of them are below zero, as many
 *     above, and all others zero
 */
record LargeFile(
    Map<String, String> options,
    Optional<StructType> schema,
    long rows,
    List<Numbers> numbers,
    Optional<String> sortedBy) {
  static final long BYTES = 6L << 30;

  /** Of a line or a frame: few enough of them to be written one by one. */
  static final int LONG_RECORD_BYTES = (8 << 20) - 13;

  /** Of a comment: more than a page, and no more than is scanned at once. */
  private static final int LONG_COMMENT_BYTES = (256 << 10) - 13;

  static final int ENDS = 3;

  /** Where an {@code int} and an unsigned one end, and the first window of a mapping does. */
  private static final List<Long> PLACES = List.of(0L, (1L << 31) - 1, 1L << 31, 1L << 32);

  /**
   * Numbers that rows have, above zero.
   *
   * @param sql of the number of a row
   * @param condition of those that have one
   * @param kind whether {@code sql} is a column
   * @param byRow the numbers by the index of the row; all other rows have zero
   */
  record Numbers(String sql, String condition, Kind kind, SortedMap<Long, Long> byRow) {
    enum Kind {
      COLUMN,
      EXPRESSION
    }

    static Numbers ofColumn(String column) {
      return new Numbers(column, column + " > 0", Kind.COLUMN, new TreeMap<>());
    }

    /** The sum of them. */
    long sum() {
      return byRow.values().stream().mapToLong(number -> number).sum();
    }
  }

  /**
   * The rows at the start and the end of a file, and where its offsets outgrow types.
   *
   * @param offset of the first row
   * @param width bytes from a row to the next
   */
  static List<Long> placesOfRows(long offset, long width, long rows) {
    return LongStream.concat(
            PLACES.stream().mapToLong(place -> (place - offset) / width),
            LongStream.of(rows - 1, rows - 2))
        .flatMap(row -> LongStream.rangeClosed(row - 1, row + 1))
        .filter(row -> row >= 0 && row < rows)
        .distinct()
        .sorted()
        .boxed()
        .toList();
  }

  /** What writes into a file. */
  interface Content {
    /** Writes; where it does not, the file has zeros. */
    void write(RandomAccessFile out) throws IOException;
  }

  static void write(Path file, Content content) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      content.write(out);
    }
  }

  /** Writes comment lines of zero bytes from the current position up to an offset. */
  static void writeComments(RandomAccessFile out, long end) throws IOException {
    while (out.getFilePointer() < end) {
      long start = out.getFilePointer();
      long length = Math.min(LONG_COMMENT_BYTES, end - start);
      out.write('#');
      out.seek(start + length - 1);
      out.write('\n'); // if there is only one byte, it is an empty line
    }
  }

  /**
   * Lines of zero bytes that begin with a text, most of them with that of 0.
   *
   * @return how many there are
   */
  static long writeLines(Path file, Numbers numbers, LongFunction<String> text) throws IOException {
    long rows = BYTES / LONG_RECORD_BYTES + 1;
    List<Long> places = placesOfRows(0, LONG_RECORD_BYTES, rows);
    write(
        file,
        out -> {
          for (long row = 0; row < rows; row++) {
            boolean isPlace = places.contains(row);
            if (isPlace) {
              numbers.byRow().put(row, row + 1);
            }
            out.seek(row * LONG_RECORD_BYTES);
            out.write(text.apply(isPlace ? row + 1 : 0).getBytes(StandardCharsets.US_ASCII));
            out.seek((row + 1) * LONG_RECORD_BYTES - 1);
            out.write('\n');
          }
        });
    return rows;
  }
}
