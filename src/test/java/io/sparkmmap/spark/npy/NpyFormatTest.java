// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.sparkmmap.core.mapping.TestSources;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.vector.RecordVector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Small files made by hand; those of NumPy itself are read by {@code test_npy.py}. */
class NpyFormatTest {
  private static final int MUTATIONS = 20_000;

  @TempDir Path folder;

  private static byte[] npy(int version, String header, byte[] data) {
    byte[] text =
        header.getBytes(version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1));
    out.write(version);
    out.write(0);
    ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    length.putInt(0, text.length);
    out.write(length.array(), 0, version == 1 ? 2 : 4);
    out.writeBytes(text);
    out.writeBytes(data);
    return out.toByteArray();
  }

  private static String header(String descr, boolean fortran, String shape) {
    return "{'descr': %s, 'fortran_order': %s, 'shape': %s, }   \n"
        .formatted(descr, fortran ? "True" : "False", shape);
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(bytes::putInt);
    return bytes.array();
  }

  private static int[] upTo(int count) {
    int[] values = new int[count];
    Arrays.setAll(values, i -> i);
    return values;
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("a.npy"), bytes);
  }

  private static List<String> rows(
      RecordFormat format, RegionSource source, long start, long end, StructType columns)
      throws IOException {
    List<String> rows = new ArrayList<>();
    DataRange range = DataRange.of(start, end, source.file().length());
    try (BatchCursor cursor = format.reading().cursor(source, range, columns)) {
      RecordVector[] vectors = new RecordVector[columns.size()];
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = format.reading().vector(columns.fields()[i], new ReadStatistics());
      }
      while (cursor.next()) {
        for (RecordVector vector : vectors) {
          vector.moveTo(cursor);
        }
        for (int row = 0; row < cursor.count(); row++) {
          StringBuilder text = new StringBuilder();
          for (RecordVector vector : vectors) {
            text.append(text.length() == 0 ? "" : " ").append(value(vector, row));
          }
          rows.add(text.toString());
        }
      }
    }
    return rows;
  }

  private static String value(RecordVector vector, int row) {
    if (vector.isNullAt(row)) {
      return "null";
    }
    return switch (vector.dataType().catalogString()) {
      case "int" -> String.valueOf(vector.getInt(row));
      case "array<int>" -> Arrays.toString(vector.getArray(row).toIntArray());
      case "array<array<int>>" -> {
        List<String> arrays = new ArrayList<>();
        for (int i = 0; i < vector.getArray(row).numElements(); i++) {
          arrays.add(Arrays.toString(vector.getArray(row).getArray(i).toIntArray()));
        }
        yield arrays.toString();
      }
      case "string" -> vector.getUTF8String(row).toString();
      case "bigint" -> String.valueOf(vector.getLong(row));
      default -> "?";
    };
  }

  private static RecordFormat format(boolean arrayColumns, String columns) {
    return new NpyFormat(
            new CaseInsensitiveStringMap(Map.of("arrayColumns", String.valueOf(arrayColumns))))
        .withColumns(StructType.fromDDL(columns));
  }

  private List<String> readInSplits(Path file, RecordFormat format, String columns, int splitBytes)
      throws IOException {
    List<String> rows = new ArrayList<>();
    long length = Files.size(file);
    for (long start = 0; start < length; start += splitBytes) {
      RegionSource source =
          splitBytes % 2 == 0 ? TestSources.read(file, 50) : TestSources.mapped(file, 1, 2);
      rows.addAll(
          rows(
              format,
              source,
              start,
              Math.min(length, start + splitBytes),
              columns.isEmpty() ? new StructType() : StructType.fromDDL(columns)));
    }
    return rows;
  }

  @Test
  void splitsOfEverySizeAreTheFile() throws IOException {
    byte[] data = ints(upTo(40));
    Map<String, List<String>> expected =
        Map.of(
            "(40,)", range(0, 40, 1, i -> String.valueOf(i)),
            "(8, 5)",
                range(
                    0,
                    40,
                    5,
                    i -> "[%d, %d, %d, %d, %d]".formatted(i, i + 1, i + 2, i + 3, i + 4)));
    for (String shape : expected.keySet()) {
      String columns = shape.equals("(40,)") ? "value int" : "value array<int>";
      Path file = write(npy(1, header("'<i4'", false, shape), data));
      for (int splitBytes = 1; splitBytes <= Files.size(file) + 1; splitBytes++) {
        assertThat(readInSplits(file, format(false, columns), columns, splitBytes))
            .as("%s in splits of %d", shape, splitBytes)
            .isEqualTo(expected.get(shape));
      }
    }
  }

  @Test
  void fortranOrderIsReadByColumnInSplitsOfEverySize() throws IOException {
    Path file = write(npy(1, header("'<i4'", true, "(8, 5)"), ints(upTo(40))));
    List<String> arrays =
        range(0, 8, 1, i -> "[%d, %d, %d, %d, %d]".formatted(i, i + 8, i + 16, i + 24, i + 32));
    List<String> some = range(0, 8, 1, i -> (i + 24) + " " + (i + 8));
    for (int splitBytes = 1; splitBytes <= Files.size(file) + 1; splitBytes++) {
      String array = "value array<int>";
      assertThat(readInSplits(file, format(false, array), array, splitBytes)).isEqualTo(arrays);
      String columns = "c3 int, c1 int";
      assertThat(readInSplits(file, format(true, columns), columns, splitBytes)).isEqualTo(some);
    }
  }

  @Test
  void moreThanTwoDimensionsInFortranOrder() throws IOException {
    Path file = write(npy(1, header("'<i4'", true, "(2, 2, 3)"), ints(upTo(12))));
    String columns = "value array<array<int>>";
    assertThat(readInSplits(file, format(false, columns), columns, 1000))
        .containsExactly("[[0, 4, 8], [2, 6, 10]]", "[[1, 5, 9], [3, 7, 11]]");
  }

  @Test
  void rowsAreCountedWithoutTheirBytes() throws IOException {
    for (boolean fortran : new boolean[] {false, true}) {
      Path file = write(npy(2, header("'<i4'", fortran, "(8, 5)"), ints(upTo(40))));
      assertThat(readInSplits(file, format(false, "value array<int>"), "", 33))
          .isEqualTo(range(0, 8, 1, i -> ""));
      assertThat(
              new NpyFormat(CaseInsensitiveStringMap.empty())
                  .recordCount(file.toUri().toString(), Files.size(file)))
          .hasValue(8);
    }
  }

  @Test
  void rowsWithoutElementsAreThereOnce() throws IOException {
    Path file = write(npy(1, header("'<i4'", false, "(3, 0)"), new byte[0]));
    String columns = "value array<int>";
    for (int splitBytes = 1; splitBytes <= Files.size(file); splitBytes++) {
      assertThat(readInSplits(file, format(false, columns), columns, splitBytes))
          .containsExactly("[]", "[]", "[]");
    }
  }

  @Test
  void anArrayWithoutAnAxisIsOneRow() throws IOException {
    Path file = write(npy(3, header("'>i4'", false, "()"), new byte[] {0, 0, 1, 2}));
    assertThat(readInSplits(file, format(false, "value int"), "value int", 7))
        .containsExactly("258");
  }

  @Test
  void aFileThatIsCutOffOrTooLongIsRefused() throws IOException {
    for (int length : new int[] {39, 41}) {
      byte[] bytes = npy(1, header("'<i4'", false, "(40,)"), ints(upTo(length)));
      assertRefused(bytes, "shape (40,) and dtype int32le, found a file of " + bytes.length);
    }
  }

  @Test
  void whatIsNoNpyFileIsRefusedWithARemedy() throws IOException {
    assertRefused("PK\3\4....".getBytes(StandardCharsets.ISO_8859_1), ".npz file, unzip it");
    assertRefused("id,name\n".getBytes(StandardCharsets.ISO_8859_1), "found id,nam; this is no");
    assertRefused(npy(4, "", new byte[0]), "expected version 1.0, 2.0 or 3.0");
    assertRefused(npy(1, header("'|O'", false, "(1,)"), ints(1)), "allow_pickle=False");
    assertRefused(npy(1, header("'<i4'", false, "3"), ints(1)), "expected a tuple as 'shape'");
    assertRefused(npy(1, "{'descr': '<i4'}", ints(1)), "expected the key 'fortran_order'");
    assertRefused(
        npy(1, header("'<i4'", false, "(4611686018427387904,)"), ints(1)), "longer than any file");
    assertRefused(
        npy(1, header("'<i4'", false, "(99999999999, 99999999999)"), ints(1)), "than any file");
    byte[] huge = npy(2, "", new byte[0]);
    Arrays.fill(huge, 8, 12, (byte) 0xFF);
    assertRefused(huge, "a header of at most 1048576 bytes, found the length 4294967295");
    byte[] whole = npy(1, header("'<i4'", false, "(1,)"), ints(1));
    assertRefused(
        Arrays.copyOf(whole, 9),
        "at offset 9: expected a .npy header of at least 10 bytes, found the end of the file");
    assertRefused(Arrays.copyOf(whole, 30), "at offset 30: expected a header of");
    assertRefused(npy(3, "\u00ff", ints(1)), "cannot be read");
  }

  private void assertRefused(byte[] bytes, String message) throws IOException {
    Path file = write(bytes);
    assertThatThrownBy(() -> readInSplits(file, format(false, "value int"), "value int", 100_000))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void aFileOfOtherColumnsThanTheTableIsRefused() throws IOException {
    Path file = write(npy(1, header("'<f8'", false, "(1, 2)"), new byte[16]));
    assertThatThrownBy(() -> readInSplits(file, format(false, "value int"), "value int", 1000))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected the column value int of the table")
        .hasMessageContaining("dtype float64le and shape (1, 2)")
        .hasMessageContaining("struct<value:array<double>>");
  }

  @Test
  void valuesThatSparkCannotHoldAreErrorsWithTheirOffset() throws IOException {
    byte[] data = {-1, -1, -1, -1, -1, -1, -1, 0x7F};
    assertThatThrownBy(
            () -> {
              Path file = write(npy(1, header("'<M8[s]'", false, "(1,)"), data));
              RecordFormat format = format(false, "value timestamp_ntz");
              StructField column = StructType.fromDDL("value timestamp_ntz").fields()[0];
              RecordVector vector = format.reading().vector(column, new ReadStatistics());
              try (BatchCursor cursor =
                  format
                      .reading()
                      .cursor(
                          TestSources.read(file, 99),
                          DataRange.of(0, Files.size(file), Files.size(file)),
                          new StructType().add(column))) {
                cursor.next();
                vector.moveTo(cursor);
                vector.getLong(0);
              }
            })
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("'<M8[s]' at offset")
        .hasMessageContaining("bigint");
  }

  private static final StructType INT_COLUMN = StructType.fromDDL("value int");
  private static final RecordFormat INTS = format(false, "value int");

  private static final List<String> PIECES =
      List.of(
          "[",
          "]",
          "(",
          ")",
          "{",
          "}",
          "'",
          ",",
          ":",
          "0",
          "1",
          "9",
          "99999999999999999999",
          "<",
          ">",
          "|",
          "i4",
          "f8",
          "U1",
          "M8[us]",
          "O",
          "True",
          "False",
          "shape",
          "\\",
          "\0",
          "-");

  /** Replay a failure with {@code -Dsparkmmap.seed=N}. */
  @Test
  @Timeout(60)
  void anyHeaderIsReadOrAnError() {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    System.out.println("NpyFormatTest: -Dsparkmmap.seed=" + seed);
    Random random = new Random(seed);
    int whole = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = mutate(random);
      RegionSource source = TestSources.inMemory("mutated.npy", bytes, 1 + random.nextInt(100));
      try {
        List<String> rows = rows(INTS, source, 0, bytes.length, INT_COLUMN);
        if (rows.size() * 2 > bytes.length) {
          fail("seed %d, input %d: %d rows".formatted(seed, i, rows.size()));
        }
        whole++;
      } catch (IOException e) {
        if (!e.getMessage().startsWith("mutated.npy: ")) {
          fail("seed %d, input %d".formatted(seed, i), e);
        }
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        fail("seed %d, input %d".formatted(seed, i), e);
      }
    }
    assertThat(whole).as("headers that can be read, seed %d", seed).isGreaterThan(MUTATIONS / 50);
  }

  private static byte[] mutate(Random random) {
    String[] seeds = {
      header("'<i4'", random.nextBoolean(), "(4,)"),
      header("'<u2'", random.nextBoolean(), "(8,)"),
      header("'<i4'", random.nextBoolean(), "(2, 2)"),
      header("[('value', '<i4'), ('', '|V4')]", false, "(2,)")
    };
    StringBuilder text = new StringBuilder(seeds[random.nextInt(seeds.length)]);
    for (int edits = random.nextInt(3); edits > 0; edits--) {
      int at = random.nextInt(text.length());
      String piece = PIECES.get(random.nextInt(PIECES.size()));
      switch (random.nextInt(4)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, piece.repeat(random.nextInt(20) == 0 ? 300 : 1));
        case 2 -> text.replace(at, Math.min(text.length(), at + 2), piece);
        default -> text.setCharAt(at, (char) random.nextInt(256));
      }
    }
    byte[] bytes = npy(1 + random.nextInt(3), text.toString(), ints(1, 2, 3, 4));
    if (random.nextInt(4) == 0) {
      bytes[random.nextInt(14)] ^= (byte) (1 << random.nextInt(8));
    }
    return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }

  private static List<String> range(
      int from, int to, int step, java.util.function.IntFunction<String> text) {
    List<String> values = new ArrayList<>();
    for (int i = from; i < to; i += step) {
      values.add(text.apply(i));
    }
    return values;
  }
}
