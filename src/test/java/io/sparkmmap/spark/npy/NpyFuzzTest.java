// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.npy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.layout.NpyHeader;
import io.sparkmmap.core.mapping.GuardedPages;
import io.sparkmmap.core.mapping.GuardedPages.Edge;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.fuzz.ParserFuzz;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.ShownValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import org.junit.jupiter.api.Test;

/** Any header over any elements, between pages that may not be touched. */
class NpyFuzzTest {
  private static final int MAX_ROWS = 10_000;

  private static final List<byte[]> VALID =
      List.of(
          npy(1, "'<i4'", "False", "(6,)", 24),
          npy(2, "'>f8'", "True", "(3, 2)", 48),
          npy(3, "'<u2'", "True", "(2, 3, 2)", 24),
          npy(1, "'|S5'", "False", "(7,)", 35),
          npy(1, "'<U3'", "True", "(2, 2)", 48),
          npy(2, "[('a', '<i8'), ('b', '|S3'), ('c', '>f4', (2,))]", "False", "(4,)", 76),
          npy(1, "'<M8[us]'", "False", "()", 8),
          npy(1, "'<c16'", "False", "(2, 1)", 32),
          npy(1, "'|b1'", "False", "(0, 4)", 0),
          npy(1, "'<f2'", "False", "(4, 0)", 0));

  private static final List<byte[]> PIECES =
      ParserFuzz.latin(
          "(",
          ")",
          "'",
          ",",
          ":",
          "0",
          "1",
          "2",
          "99999999999",
          "<",
          ">",
          "|",
          "i4",
          "f8",
          "S5",
          "U3",
          "M8[s]",
          "True ",
          "False",
          "shape",
          "(2, 3)",
          "\u0000",
          "\u0093NUMPY",
          "\n");

  private static byte[] npy(
      int version, String descr, String fortran, String shape, int dataBytes) {
    String header =
        "{'descr': %s, 'fortran_order': %s, 'shape': %s, }\n".formatted(descr, fortran, shape);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("\u0093NUMPY".getBytes(ISO_8859_1));
    out.write(version);
    out.write(0);
    out.write(header.length());
    out.writeBytes(new byte[version == 1 ? 1 : 3]);
    out.writeBytes(header.getBytes(ISO_8859_1));
    for (int i = 0; i < dataBytes; i++) {
      out.write('a' + i);
    }
    return out.toByteArray();
  }

  private static boolean documented(Throwable error) {
    return (error instanceof IOException && error.getMessage().startsWith("guarded pages: "))
        || (error instanceof ArithmeticException && error.getMessage().contains(" at offset "));
  }

  @Test
  void anyBytesAreRowsOrAClearError() {
    try (GuardedPages pages = new GuardedPages(ParserFuzz.MAX_INPUT_BYTES)) {
      ParserFuzz.Outcome outcome =
          new ParserFuzz("npy", VALID, PIECES)
              .refusing(NpyFuzzTest::documented)
              .run((input, random) -> readSomehow(pages, changed(input, random), random));
      assertThat(outcome.answers()).isGreaterThan(1_000);
      assertThat(outcome.refusals()).isGreaterThan(1_000);
    }
  }

  /** Now and then one letter of a valid file, for most other changes end at the first look. */
  private static byte[] changed(byte[] input, Random random) {
    if (random.nextInt(3) > 0) {
      return input;
    }
    byte[] bytes = VALID.get(random.nextInt(VALID.size())).clone();
    bytes[random.nextInt(bytes.length)] = (byte) "0123456789<>|SUfiub".charAt(random.nextInt(19));
    return bytes;
  }

  private static void readSomehow(GuardedPages pages, byte[] input, Random random)
      throws IOException {
    boolean arrayColumns = random.nextInt(3) == 0;
    RegionSource source = pages.source(input, random.nextBoolean() ? Edge.START : Edge.END);
    NpyHeader header = NpyFile.header(source);
    NpyRows.ElementsAs elements =
        arrayColumns ? NpyRows.ElementsAs.COLUMNS : NpyRows.ElementsAs.ARRAY;
    StructType columns = NpyRows.of(source.file().path(), header, elements).columns();
    if (header.rowCount() > MAX_ROWS) {
      return; // of no elements
    }
    RecordFormat format =
        new NpyFormat(
                new CaseInsensitiveStringMap(Map.of("arrayColumns", String.valueOf(arrayColumns))))
            .withColumns(columns);
    List<String> whole = rows(format, source, 0, input.length, columns);
    assertThat(whole).hasSize((int) header.rowCount());

    RegionSource pieces =
        pages.source(input, random.nextBoolean() ? Edge.START : Edge.END, 1 + random.nextInt(200));
    int border = random.nextInt(input.length + 1);
    List<String> parts = new ArrayList<>(rows(format, pieces, 0, border, columns));
    parts.addAll(rows(format, pieces, border, input.length, columns));
    assertThat(parts).isEqualTo(whole);
    assertThat(rows(format, source, 0, input.length, new StructType())).hasSize(whole.size());
  }

  private static List<String> rows(
      RecordFormat format, RegionSource source, long start, long end, StructType columns)
      throws IOException {
    List<String> rows = new ArrayList<>();
    DataRange range = DataRange.of(start, end, source.file().length());
    try (BatchCursor cursor = format.reading().cursor(source, range, columns)) {
      RecordVector[] vectors = new RecordVector[columns.size()];
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = format.reading().vectorOf(cursor, i, columns.apply(i), new ReadStatistics());
      }
      ColumnarBatchRow row = new ColumnarBatchRow((ColumnVector[]) vectors);
      while (cursor.next()) {
        for (RecordVector vector : vectors) {
          vector.moveTo(cursor);
        }
        for (row.rowId = 0; row.rowId < cursor.count(); row.rowId++) {
          StringBuilder shown = new StringBuilder();
          for (int i = 0; i < vectors.length; i++) {
            shown.append(ShownValues.show(row, i, columns.apply(i).dataType())).append(' ');
          }
          rows.add(shown.toString());
        }
      }
    }
    return rows;
  }
}
