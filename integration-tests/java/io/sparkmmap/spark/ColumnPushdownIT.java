// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.spark.arrow.ArrowForm;
import io.sparkmmap.spark.arrow.RandomArrow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the source takes from Spark of Arrow files and NumPy arrays, compared with what Spark says.
 */
class ColumnPushdownIT {
  private static final String ANSI = "spark.sql.ansi.enabled";

  /** Spark compiles each query otherwise, which takes longer than all that is tested here. */
  private static final Map<String, String> INTERPRETED =
      Map.of(
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN",
          "spark.sql.adaptive.enabled", "false");

  private static final int ROWS = 700;
  private static final List<String> DIRECTORIES =
      List.of("k=1", "k=2", "k=__HIVE_DEFAULT_PARTITION__");
  private final SparkSession spark = LocalSpark.session();
  private final long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final RandomValues values = new RandomValues(random);
  private final PushdownViews views = new PushdownViews(spark, seed);

  @TempDir Path folder;

  @BeforeEach
  void interpret() {
    INTERPRETED.forEach((key, value) -> spark.conf().set(key, value));
  }

  @AfterEach
  void resetSession() {
    spark.conf().unset(ANSI);
    INTERPRETED.keySet().forEach(key -> spark.conf().unset(key));
  }

  private void show(Map<String, String> options) {
    views.show(folder.resolve("t"), options);
  }

  private RandomQueries randomQueries() {
    return new RandomQueries(spark, views, random);
  }

  private Path in(String directory, String name) throws IOException {
    return Files.createDirectories(folder.resolve("t").resolve(directory)).resolve(name);
  }

  // ---- Arrow

  private void writeArrow() throws IOException {
    RandomArrow arrow = new RandomArrow(values);
    Files.write(in(DIRECTORIES.get(0), "f.arrow"), arrow.file(ArrowForm.FILE, ROWS, 30));
    Files.write(in(DIRECTORIES.get(0), "g.arrow"), arrow.file(ArrowForm.FILE, ROWS, 0));
    Files.write(in(DIRECTORIES.get(1), "f.arrow"), arrow.file(ArrowForm.STREAM, ROWS, 30));
    Files.write(in(DIRECTORIES.get(2), "f.arrow"), arrow.file(ArrowForm.COMPRESSED, ROWS, 30));
    show(Map.of("recordFormat", "arrow"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void randomQueriesOfArrowFilesAreAnsweredAsBySpark(String ansi) throws IOException {
    spark.conf().set(ANSI, ansi);
    writeArrow();
    randomQueries().ask(5);
  }

  @Test
  void rowIndexesOfArrowFilesAreThoseOfTheFileHoweverItIsDivided() throws IOException {
    writeArrow();
    for (String file : List.of("f.arrow' AND k = 1", "g.arrow", "f.arrow' AND k = 2")) {
      Dataset<Row> indexes =
          spark.sql(
              "SELECT _metadata.row_index FROM pushed WHERE _metadata.file_name = '"
                  + file
                  + (file.contains("'") ? "" : "'"));
      assertThat(indexes.collectAsList().stream().map(row -> row.getLong(0)).sorted().toList())
          .isEqualTo(LongStream.range(0, ROWS / 7 * 7).boxed().toList());
    }
    for (String where :
        List.of("= 0", "= 99", "= 100", "BETWEEN 95 AND 105", "> 650", "< 3", "= 70000", "< 0")) {
      views.same("SELECT i64, name, k FROM $T WHERE _metadata.row_index " + where);
      views.same("SELECT count(*), sum(i64) FROM $T WHERE _metadata.row_index " + where);
    }
    assertThat(
            spark
                .sql("SELECT count(_metadata.record_offset), count(*) FROM pushed")
                .first()
                .getLong(0))
        .isZero();
  }

  // ---- NumPy

  private static final String RECORD =
      "[('i8','|i1'), ('i16','>i2'), ('i32','<i4'), ('i64','<i8'), ('u8','|u1'), ('u16','<u2'),"
          + " ('u32','>u4'), ('u64','<u8'), ('f16','<f2'), ('f32','<f4'), ('f64','>f8'),"
          + " ('flag','|b1'), ('name','S4'), ('wide','<U2'), ('day','<M8[D]'), ('ns','<M8[ns]'),"
          + " ('ms','>M8[ms]'), ('month','<M8[M]'), ('plain','<m8')]";
  private static final int RECORD_BYTES =
      1 + 2 + 4 + 8 + 1 + 2 + 4 + 8 + 2 + 4 + 8 + 1 + 4 + 8 + 5 * 8;

  private long anyTime() {
    return random.nextInt(8) == 0 ? Long.MIN_VALUE : random.nextInt(20) - 10; // the least is NaT
  }

  private byte[] records() {
    ByteBuffer out = ByteBuffer.allocate(ROWS * RECORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    short[] halves = {0, (short) 0x8000, 0x3E00, (short) 0xC100, 0x7C00, 0x7E00, 0x3800};
    for (int i = 0; i < ROWS; i++) {
      out.put((byte) values.anyLong()).putShort(Short.reverseBytes((short) values.anyLong()));
      out.putInt((int) values.anyLong()).putLong(random.nextInt(9) - 4L);
      out.put((byte) values.anyLong()).putShort((short) values.anyLong());
      out.putInt(Integer.reverseBytes((int) values.anyLong())).putLong(values.anyLong());
      out.putShort(halves[random.nextInt(halves.length)]).putFloat((float) values.anyDouble());
      out.putLong(Long.reverseBytes(Double.doubleToRawLongBits(values.anyDouble())));
      out.put((byte) random.nextInt(2));
      out.put(Arrays.copyOf(values.anyName().getBytes(StandardCharsets.UTF_8), 4));
      out.putInt("abc".charAt(random.nextInt(3))).putInt(random.nextInt(2) * 'ä');
      out.putLong(anyTime()).putLong(anyTime()).putLong(Long.reverseBytes(anyTime()));
      out.putLong(anyTime()).putLong(anyTime());
    }
    return out.array();
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void randomQueriesOfNumpyRecordsAreAnsweredAsBySpark(String ansi) throws IOException {
    spark.conf().set(ANSI, ansi);
    for (String directory : DIRECTORIES) {
      Files.write(
          in(directory, "f.npy"), NpyBytes.of(RECORD, "False", "(" + ROWS + ",)", records()));
    }
    show(Map.of("recordFormat", "npy"));
    randomQueries().ask(5);
    for (String where : List.of("= 0", "BETWEEN 95 AND 105", "> 650", "= 70000", "< 0")) {
      views.same("SELECT *, _metadata.row_index FROM $T WHERE _metadata.row_index " + where);
      views.same("SELECT count(*), sum(i64) FROM $T WHERE _metadata.row_index " + where);
    }
    views.same("SELECT i64 FROM $T WHERE _metadata.record_offset < 5000");
    views.same("SELECT max(_metadata.record_offset), min(_metadata.record_length) FROM $T");
  }

  @Test
  void randomQueriesOfMatricesInBothOrdersAreAnsweredAsBySpark() throws IOException {
    for (String directory : DIRECTORIES) {
      ByteBuffer out = ByteBuffer.allocate(ROWS * 3 * 4).order(ByteOrder.LITTLE_ENDIAN);
      while (out.hasRemaining()) {
        out.putInt(random.nextInt(60));
      }
      String order = directory.equals("k=2") ? "False" : "True";
      Files.write(
          in(directory, "f.npy"), NpyBytes.of("'<i4'", order, "(" + ROWS + ", 3)", out.array()));
    }
    show(Map.of("recordFormat", "npy", "arrayColumns", "true", "maxPartitionBytes", "4k"));
    randomQueries().ask(4);
    for (String where : List.of("= 0", "BETWEEN 95 AND 105", "> 650", "= 70000", "< 0")) {
      views.same("SELECT *, _metadata.row_index FROM $T WHERE _metadata.row_index " + where);
    }
  }

  // ---- sorted arrays

  /** Nulls first, as in Spark. */
  private byte[] sortedTimes() {
    long[] times = new long[ROWS];
    Arrays.setAll(times, i -> anyTime());
    Arrays.setAll(times, i -> times[i] == Long.MIN_VALUE ? times[i] : times[i] * 3_600_000);
    Arrays.sort(times);
    ByteBuffer out = ByteBuffer.allocate(ROWS * 12).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < ROWS; i++) {
      out.putInt(i).putLong(times[i]);
    }
    return out.array();
  }

  @Test
  void sortedRecordsAreFoundBySearchAndAreThoseOfSpark() throws IOException {
    for (String directory : DIRECTORIES) {
      Files.write(
          in(directory, "f.npy"),
          NpyBytes.of("[('n','<i4'), ('t','<M8[ms]')]", "False", "(" + ROWS + ",)", sortedTimes()));
    }
    show(Map.of("recordFormat", "npy", "sortedBy", "T", "maxPartitionBytes", "4k"));
    randomQueries().ask(4);
    String hour = "timestamp_ntz'1970-01-01 05:00:00'";
    for (String where :
        List.of("t = " + hour, "t > " + hour, "t < " + hour, "t IS NULL", "t <=> " + hour)) {
      views.same("SELECT n, t, k FROM $T WHERE " + where);
      views.same("SELECT count(*), max(n) FROM $T WHERE " + where);
    }
    for (String order : List.of("t", "t NULLS LAST", "t DESC")) {
      views.same("SELECT t FROM $T WHERE k = 1 ORDER BY " + order + " LIMIT 9");
    }
    assertThat(views.plan("SELECT n FROM pushed WHERE t > timestamp_ntz'1980-01-01'"))
        .contains("splits: 0,");
  }

  @Test
  void sortedColumnsOfAMatrixInFortranOrderAreFoundBySearch() throws IOException {
    ByteBuffer out = ByteBuffer.allocate(ROWS * 3 * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 3 * ROWS; i++) {
      out.putInt(i < ROWS ? random.nextInt(9) : i < 2 * ROWS ? (i - ROWS) / 3 : 2 * ROWS - i);
    }
    Path file =
        Files.write(in("k=1", "f.npy"), NpyBytes.of("'<i4'", "True", "(700, 3)", out.array()));
    Map<String, String> options =
        Map.of("recordFormat", "npy", "arrayColumns", "true", "maxPartitionBytes", "4k");
    Map<String, String> sorted = new HashMap<>(options);
    sorted.put("sortedBy", "c1");
    show(sorted);
    for (String where : List.of("c1 = 7", "c1 > 200", "c1 < 3", "c1 BETWEEN 60 AND 61")) {
      views.same("SELECT * FROM $T WHERE " + where);
      views.same("SELECT count(*), sum(c0), min(c2) FROM $T WHERE " + where);
    }
    assertThat(views.plan("SELECT c0 FROM pushed WHERE c1 = 7")).contains("splits: 1,");
    sorted.put("sortedBy", "c2");
    show(sorted);
    assertThatThrownBy(() -> spark.sql("SELECT c2 FROM pushed").collectAsList())
        .hasStackTraceContaining(file.toString())
        .hasStackTraceContaining("in row ");
    sorted.put("sortedBy", "c4");
    assertThatThrownBy(
            () -> {
              show(sorted);
              spark.sql("SELECT c2 FROM pushed").collectAsList();
            })
        .hasMessageContaining("'c4'; did you mean c");
  }

  // ---- what is taken

  @Test
  void whatIsTakenSparkDoesNotDoAgain() throws IOException {
    writeArrow();
    assertThat(
            views.plan("SELECT i32 FROM pushed WHERE i32 > 5 AND f64 <= 2D AND name IN ('a','b')"))
        .contains("filters: [")
        .doesNotContain("Filter (");
    assertThat(
            views.plan(
                "SELECT count(*), sum(i32), min(f64), count(name) FROM pushed WHERE i64 = 3"))
        .contains("SUM(i32)")
        .contains("MIN(f64)")
        .doesNotContain("Filter (");
    assertThat(views.plan("SELECT name, k, sum(i32) FROM pushed WHERE i64 = 3 GROUP BY name, k"))
        .contains("columns: struct<name:string,k:int,SUM(i32):bigint>")
        .doesNotContain("Filter (");
    assertThat(views.plan("SELECT DISTINCT _metadata.host FROM pushed"))
        .contains("columns: struct<host:string>");
    assertThat(views.plan("SELECT f64, count(*) FROM pushed GROUP BY f64"))
        .doesNotContain("COUNT(*)");
    assertThat(views.plan("SELECT i32 FROM plain WHERE i32 > 5")).contains("Filter (");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void sumsBeyondALongEndAsInSpark(String ansi) throws IOException {
    spark.conf().set(ANSI, ansi);
    ByteBuffer out = ByteBuffer.allocate(ROWS * 8).order(ByteOrder.LITTLE_ENDIAN);
    while (out.hasRemaining()) {
      out.putLong(Long.MAX_VALUE - random.nextInt(3));
    }
    Files.write(in("k=1", "f.npy"), NpyBytes.of("'<i8'", "False", "(" + ROWS + ",)", out.array()));
    show(Map.of("recordFormat", "npy"));
    views.same("SELECT sum(value), count(*) FROM $T");
    views.same("SELECT try_sum(value), min(value) FROM $T");
    views.same("SELECT sum(value) FROM $T WHERE _metadata.row_index = 3");
  }
}
