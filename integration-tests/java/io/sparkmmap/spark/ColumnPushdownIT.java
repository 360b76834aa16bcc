// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.apache.arrow.vector.TimeStampNanoVector;
import org.apache.arrow.vector.TimeStampSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.CompressionUtil;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.Text;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the source takes from Spark of Arrow files and NumPy arrays, beside what Spark says. */
class ColumnPushdownIT {
  private static final String ANSI = "spark.sql.ansi.enabled";
  private static final int ROWS = 700;
  private static final List<String> DIRECTORIES =
      List.of("k=1", "k=2", "k=__HIVE_DEFAULT_PARTITION__");
  private static final double[] DOUBLES = {
    0.0, -0.0, Double.NaN, 1.5, -2.5, 3, 1e9, -1e9, 0.5, Double.POSITIVE_INFINITY
  };
  private static final long[] LONGS = {0, 1, -1, 7, 100, 127, 1L << 15, 1L << 31, Long.MAX_VALUE};
  private static final String[] NAMES = {"", "a", "ab", "b", "ä", "zz", "A"};

  private final SparkSession spark = LocalSpark.session();
  private final long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final PushdownViews views = new PushdownViews(spark, seed);

  @TempDir Path folder;

  @AfterEach
  void unsetAnsi() {
    spark.conf().unset(ANSI);
  }

  private long anyLong() {
    return LONGS[random.nextInt(LONGS.length)];
  }

  private double anyDouble() {
    return DOUBLES[random.nextInt(random.nextInt(20) == 0 ? DOUBLES.length : DOUBLES.length - 1)];
  }

  private String anyName() {
    return NAMES[random.nextInt(NAMES.length)];
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

  private enum Form {
    FILE,
    STREAM,
    COMPRESSED
  }

  private static final FieldType ENCODED =
      new FieldType(
          true,
          new ArrowType.Int(32, true),
          new DictionaryEncoding(1, false, new ArrowType.Int(32, true)));

  /** The names, and a null that is a value of the dictionary. */
  private static MapDictionaryProvider dictionaries(RootAllocator allocator) {
    VarCharVector names = new VarCharVector("names", allocator);
    for (int i = 0; i < NAMES.length; i++) {
      names.setSafe(i, new Text(NAMES[i]));
    }
    names.setValueCount(NAMES.length + 1);
    return new MapDictionaryProvider(new Dictionary(names, ENCODED.getDictionary()));
  }

  private ArrowWriter writer(
      Form form,
      VectorSchemaRoot root,
      MapDictionaryProvider dictionaries,
      ByteArrayOutputStream bytes) {
    return switch (form) {
      case FILE -> new ArrowFileWriter(root, dictionaries, Channels.newChannel(bytes));
      case STREAM -> new ArrowStreamWriter(root, dictionaries, Channels.newChannel(bytes));
      case COMPRESSED ->
          new ArrowFileWriter(
              root,
              dictionaries,
              Channels.newChannel(bytes),
              Map.of(),
              IpcOption.DEFAULT,
              CommonsCompressionFactory.INSTANCE,
              CompressionUtil.CodecType.ZSTD);
    };
  }

  /** A column, and what sets a row of it to a random value. */
  private record Column(FieldVector vector, IntConsumer setter) {}

  private Column ints(BaseIntVector vector) {
    return new Column(vector, row -> vector.setWithPossibleTruncate(row, anyLong()));
  }

  private List<Column> columns(RootAllocator allocator) {
    BigIntVector i64 = new BigIntVector("i64", allocator);
    Float2Vector f16 = new Float2Vector("f16", allocator);
    Float4Vector f32 = new Float4Vector("f32", allocator);
    Float8Vector f64 = new Float8Vector("f64", allocator);
    BitVector flag = new BitVector("flag", allocator);
    DateDayVector day = new DateDayVector("day", allocator);
    DateMilliVector date = new DateMilliVector("date", allocator);
    DecimalVector decimal = new DecimalVector("amount", allocator, 9, 2);
    VarCharVector name = new VarCharVector("name", allocator);
    IntVector word = new IntVector(new Field("word", ENCODED, null), allocator);
    List<Column> columns = new ArrayList<>();
    columns.add(ints(new TinyIntVector("i8", allocator)));
    columns.add(ints(new SmallIntVector("i16", allocator)));
    columns.add(ints(new IntVector("i32", allocator)));
    columns.add(new Column(i64, row -> i64.setSafe(row, random.nextInt(9) - 4L)));
    columns.add(ints(new UInt1Vector("u8", allocator)));
    columns.add(ints(new UInt2Vector("u16", allocator)));
    columns.add(ints(new UInt4Vector("u32", allocator)));
    columns.add(ints(new UInt8Vector("u64", allocator)));
    columns.add(new Column(f16, row -> f16.setSafeWithPossibleTruncate(row, (float) anyDouble())));
    columns.add(new Column(f32, row -> f32.setSafe(row, (float) anyDouble())));
    columns.add(new Column(f64, row -> f64.setSafe(row, anyDouble())));
    columns.add(new Column(flag, row -> flag.setSafe(row, random.nextInt(2))));
    columns.add(new Column(day, row -> day.setSafe(row, random.nextInt(20) - 10)));
    columns.add(
        new Column(date, row -> date.setSafe(row, (random.nextInt(20) - 10) * 86_400_000L + 1)));
    columns.add(new Column(decimal, row -> decimal.setSafe(row, random.nextInt(20) - 10L)));
    columns.add(new Column(name, row -> name.setSafe(row, new Text(anyName()))));
    columns.add(new Column(word, row -> word.setSafe(row, random.nextInt(NAMES.length + 1))));
    for (TimeStampVector time :
        List.of(
            new TimeStampSecVector("s", allocator),
            new TimeStampMilliTZVector("ms", allocator, "UTC"),
            new TimeStampMicroTZVector("us", allocator, "UTC"),
            new TimeStampNanoVector("ns", allocator))) {
      columns.add(new Column(time, row -> time.setSafe(row, random.nextInt(20) - 10L)));
    }
    return columns;
  }

  /** Batches of different sizes, one of them without a row, with runs of nulls and of values. */
  private byte[] arrow(Form form, int nullsInHundred) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (RootAllocator allocator = new RootAllocator();
        MapDictionaryProvider dictionaries = dictionaries(allocator)) {
      List<Column> columns = columns(allocator);
      List<FieldVector> vectors = columns.stream().map(Column::vector).toList();
      try (VectorSchemaRoot root = new VectorSchemaRoot(vectors);
          ArrowWriter writer = writer(form, root, dictionaries, bytes)) {
        writer.start();
        for (int rows : new int[] {ROWS / 7, 0, ROWS / 7 * 5, ROWS / 7}) {
          root.clear();
          root.allocateNew();
          for (Column column : columns) {
            fill(column, rows, nullsInHundred);
          }
          root.setRowCount(rows);
          writer.writeBatch();
        }
        writer.end();
      }
    }
    return bytes.toByteArray();
  }

  private void fill(Column column, int rows, int nullsInHundred) {
    int runEnd = 0;
    boolean isNull = false;
    for (int row = 0; row < rows; row++) {
      if (row == runEnd) {
        isNull = random.nextInt(100) < nullsInHundred;
        runEnd += 1 + random.nextInt(random.nextInt(4) == 0 ? 150 : 5);
      }
      if (!isNull) {
        column.setter.accept(row);
      } else if (column.vector instanceof BaseFixedWidthVector fixed) {
        if (!(fixed instanceof BitVector)) { // what lies under a null means nothing
          fixed.getDataBuffer().setByte((row + 1L) * fixed.getTypeWidth() - 1, 0x7F);
        }
        fixed.setNull(row);
      }
    }
  }

  private void writeArrow() throws IOException {
    Files.write(in(DIRECTORIES.get(0), "f.arrow"), arrow(Form.FILE, 30));
    Files.write(in(DIRECTORIES.get(0), "g.arrow"), arrow(Form.FILE, 0));
    Files.write(in(DIRECTORIES.get(1), "f.arrow"), arrow(Form.STREAM, 30));
    Files.write(in(DIRECTORIES.get(2), "f.arrow"), arrow(Form.COMPRESSED, 30));
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
      out.put((byte) anyLong()).putShort(Short.reverseBytes((short) anyLong()));
      out.putInt((int) anyLong()).putLong(random.nextInt(9) - 4L);
      out.put((byte) anyLong()).putShort((short) anyLong());
      out.putInt(Integer.reverseBytes((int) anyLong())).putLong(anyLong());
      out.putShort(halves[random.nextInt(halves.length)]).putFloat((float) anyDouble());
      out.putLong(Long.reverseBytes(Double.doubleToRawLongBits(anyDouble())));
      out.put((byte) random.nextInt(2));
      out.put(Arrays.copyOf(anyName().getBytes(StandardCharsets.UTF_8), 4));
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
