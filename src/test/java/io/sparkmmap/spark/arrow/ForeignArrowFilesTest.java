// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sparkmmap.core.arrow.ArrowFileException;
import io.sparkmmap.core.mapping.GuardedPages;
import io.sparkmmap.core.mapping.GuardedPages.Edge;
import io.sparkmmap.spark.version.TimeTypes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampSecVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that other libraries write and read, though not as those of today. */
class ForeignArrowFilesTest {
  /**
   * By pyarrow 23: {@code a} int64, {@code u} sparse union, {@code d} dense union, {@code b}
   * string, with {@code IpcWriteOptions(metadata_version=MetadataVersion.V4)}; compressed by gzip.
   */
  private static final String UNIONS_OF_V4_FILE =
      "H4sIAAAAAAACA+1VvU7DQAz2JWk5VRHKUKEMCHVgyMAAO0P7BKAKiQ4MgBgYGIIEEmXqyMjIIzB06EMwMHbgAXgM"
          + "Jg7b5ytXqy0SGxKOro7tz599P7n2+v2D4z0AhzI1AAWQtCCHJjTA4huKSSEjjRjSNG4Q+4p6R+zxp3MIbFB+"
          + "W3yciuNccqces16iuS2YBMeR8BD2Aofl6hYfzxBwga90y2vhVOAK4/sekyzC7FI9joPp4s+lW95XJTm33Jfl"
          + "qI0wgXMc9VQu6CnjB+Dth75eor4KRFhciTVcD7L83vjcTZV7JutmEW3F3fXL7srE1yLJYUN2NmdWSFPudwJB"
          + "WmjnPEva+xM5Eyl8Szt6N6KlJnORdGBegh14KhWvVH5XxYNdiD5UfAOFH6j46Wz+XmqFrxX/SMVHap4Pav6P"
          + "yn5SfM+ik4jTRv0Z1S/80k6UbZbgg78x2/V52VIERvGnqkYivrvh/cLCZsU8yTdcwUujvvY+578PXtccT2KT"
          + "T3Ih+5rxPRK+Ycp/l4IdaXwSN/V/n/25++wDgz3+z/oC6ciInroGAAA=";

  private static final String UNIONS_OF_V4_STREAM =
      "H4sIAAAAAAACA51TsU7DQAz1XRp6qiKUoUIZEGJgyMAAO0M+gYGhAwNFDAwdggQSZerIyMgnMHTgIxgYO/A9HLbP"
          + "V65WUiQcuY7t52f7LvXe+5UBKIFkBAXsQA4O31BMBgOyiCFLeo/YT7TH4i+/vUdgTvVjiXEp6rXUrgJmt0L3"
          + "SDAW9UJ4CHuD6ri7wycwRFzkq3x/r1PUGebPAsZ2YU6oH+fBNPhz6/vnqqXmgedynHUJJnIuk5mqjpkG/AB8"
          + "/THXRzJXiQiHJzHE8yAv3E2o3Ve1Uzk3h2gn4SYcu69s6EVSwJ7cbMGskGU87ztEGaFf8JZ095fyTWTwK+Pk"
          + "3YiVnsxFcgibEv3IU6t8reoblY9+KfZc8U0UfqLyV+v9g7QK3yr+hcov1J7Pav8X5b8qvjexNuF0yXxGzQv/"
          + "9K3yTQ8+xvP1rW/KgSIwij9TPazEHudPnY3Nlj0pNt/CS9rehZgP/w/4AZ8p/kSwBAAA";

  /** By Polars 2.1.0: {@code a} Int64, {@code i} Int128, {@code b} String. */
  private static final String INT128_OF_POLARS =
      "H4sIAAAAAAACA9VUO27CQBB9/khxYAtDXFCk4AjQUeITILmhDenSwQ18gBwgR0npo6RGKSJEgcTHvFmPjbVNhIgi"
          + "sdbM7Hze7Hj17DTLZvMxEALYlGWZQPYedQddRNQhdowbRiI+kg2oXygjVLgP5p9pY1sDeNKE68B4qN1eKQX9"
          + "YbvOr+o+Gc/FV3mjfDM2oZX6gdbG6LNbjJ5FG4vdsm6quAiPzEd2v6hag+nyR+eUnoVXxRN9E4Mn29fQWzMf"
          + "KO5d55R7SJgz9B5wWdoGU7UDtbmTL9SOHGCD182wxqvvt84KVNq43/wjblue4wdX4vd/fL7/z+e7c/hXzrFc"
          + "3Xau8BYt3grPJg1vhf19MlLYbuyMX4rb1bxzLvA+v+ETdWr/UGf3251YqAQAAA==";

  private static final StructType A_AND_B = StructType.fromDDL("a bigint, b string");
  private static final List<List<Object>> A_AND_B_ROWS =
      List.of(List.of(10L, "p"), Arrays.asList(null, "q"), Arrays.asList(30L, null));

  @ParameterizedTest
  @ValueSource(strings = {UNIONS_OF_V4_FILE, UNIONS_OF_V4_STREAM})
  void unionsOfV4HaveValidityBitmapsThatAreSkipped(String file) throws IOException {
    assertThat(read(unpacked(file), A_AND_B)).isEqualTo(A_AND_B_ROWS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> schema(unpacked(file)))
        .withMessage(
            "test: column 'u' is sparse_union, which Spark cannot express; declare a schema"
                + " without it, or cast it where the file is written");
  }

  @Test
  void integersOfMoreBitsThanTheFormatHasAreRefusedByName() throws IOException {
    byte[] file = unpacked(INT128_OF_POLARS);
    assertThat(read(file, A_AND_B))
        .containsExactly(List.of(1L, "p"), Arrays.asList(null, "q"), Arrays.asList(3L, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> schema(file))
        .withMessageStartingWith("test: column 'i' is int128, which Spark cannot express; declare");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(file, StructType.fromDDL("i bigint")))
        .withMessageStartingWith("test: column 'i' is int128, which Spark cannot express; declare");
  }

  @ParameterizedTest
  @EnumSource(names = {"FILE", "COMPRESSED"})
  void typesOfTomorrowAreRefusedByNameAndLeftOut(ArrowForm form) throws IOException {
    byte[] file = patched(write(form), footer -> setType(footer, 1, 40));
    assertThat(read(file, StructType.fromDDL("id bigint, name string, more bigint")))
        .isEqualTo(rows());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> schema(file))
        .withMessageStartingWith(
            "test: column 'raw' is type 40 of the Arrow format, which Spark cannot express; ");
  }

  @Test
  void whatStandsBetweenUnknownTypesIsNotFound() throws IOException {
    byte[] file =
        patched(
            write(ArrowForm.FILE),
            footer -> {
              setType(footer, 1, 40);
              setType(footer, 3, 41);
            });
    assertThat(read(file, StructType.fromDDL("id bigint"))).hasSameSizeAs(rows());
    assertThatExceptionOfType(ArrowFileException.class)
        .isThrownBy(() -> read(file, StructType.fromDDL("name string")))
        .withMessageEndingWith(
            ": column 'name' stands between columns of types that are not known here, so its place"
                + " is not known either; declare a schema without it, or write the file without"
                + " them");
  }

  @Test
  void aFooterNeedsNoVersionWhereTheMessagesHaveOne() throws IOException {
    byte[] file = patched(write(ArrowForm.FILE), footer -> setVersion(footer, 0));
    assertThat(read(file, StructType.fromDDL("id bigint, name string, more bigint")))
        .isEqualTo(rows());
    byte[] old = patched(write(ArrowForm.FILE), footer -> setVersion(footer, 1));
    assertThatExceptionOfType(ArrowFileException.class)
        .isThrownBy(() -> schema(old))
        .withMessageEndingWith(
            ": written in version V2 of the Arrow format, of before 2017; write it again by a"
                + " current library");
  }

  @ParameterizedTest
  @EnumSource
  void nullsThatNobodyCountedAreCounted(ArrowForm form) throws IOException {
    byte[] file = write(form);
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int patched = 0;
    for (int i = 0; i + 16 <= file.length; i++) {
      long nulls = bytes.getLong(i + 8);
      if (bytes.getLong(i) == ROWS && (nulls == NULLS || nulls == 0)) {
        bytes.putLong(i + 8, -1);
        patched++;
      }
    }
    assertThat(patched).isEqualTo(5);
    assertThat(read(file, StructType.fromDDL("id bigint, name string, more bigint")))
        .isEqualTo(rows());
  }

  @Test
  void timesOutOfADayAreErrorsOfTheirOwnAndCountsAsBigint() throws IOException {
    byte[] file = writeTimes();
    assertThat(
            read(
                file,
                StructType.fromDDL("time bigint, stamp bigint, duration bigint, date bigint")))
        .containsExactly(
            List.of(86_399_000_000_000L, 1L, 2L, 86_400_000L),
            List.of(86_400_000_000_000L, FAR, FAR, Long.MAX_VALUE));
    if (TimeTypes.exist()) {
      StructType time = new StructType().add("time", TimeTypes.of(0));
      SQLConf.get().setConfString(TIME_ENABLED, "true");
      assertThatExceptionOfType(ArithmeticException.class)
          .isThrownBy(() -> read(file, time))
          .withMessageStartingWith("column 'time' at offset ")
          .withMessageEndingWith(
              " is 86400, which time(0) of Spark cannot hold; declare the column as bigint, which"
                  + " has nanoseconds since midnight");
      SQLConf.get().unsetConf(TIME_ENABLED);
    }
    for (String column : List.of("stamp timestamp", "duration interval day to second")) {
      assertThatExceptionOfType(ArithmeticException.class)
          .isThrownBy(() -> read(file, StructType.fromDDL(column)))
          .withMessageContaining(" is 10000000000000, which ")
          .withMessageEndingWith(
              " of Spark cannot hold; declare the column as bigint, which has the count as it is");
    }
  }

  @Test
  void whatIsNestedTooDeepIsNotCalledDamaged() throws IOException {
    Field field = Field.nullable("f0", new ArrowType.Bool());
    for (int i = 1; i <= 70; i++) {
      field =
          new Field(
              "f" + i, FieldType.nullable(new ArrowType.Struct()), new ArrayList<>(List.of(field)));
    }
    byte[] file;
    try (RootAllocator allocator = new RootAllocator();
        VectorSchemaRoot root = VectorSchemaRoot.create(new Schema(List.of(field)), allocator)) {
      file = write(ArrowForm.FILE, root);
    }
    assertThatExceptionOfType(ArrowFileException.class)
        .isThrownBy(() -> schema(file))
        .withMessageEndingWith(
            ": the fields of 'f7' are nested more than 64 deep, which is not supported; write the"
                + " file with less nesting");
  }

  private static final String TIME_ENABLED = "spark.sql.timeType.enabled";
  private static final int ROWS = 77;
  private static final int NULLS = 26;
  private static final long FAR = 10_000_000_000_000L;

  private static List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    for (long i = 0; i < ROWS; i++) {
      rows.add(Arrays.asList(i, i % 3 == 0 ? null : "name" + i, -i));
    }
    return rows;
  }

  /** The columns id, raw, name, raw2 and more, some of name null. */
  private static byte[] write(ArrowForm form) throws IOException {
    try (RootAllocator allocator = new RootAllocator();
        BigIntVector id = new BigIntVector("id", allocator);
        FixedSizeBinaryVector raw = new FixedSizeBinaryVector("raw", allocator, 16);
        VarCharVector name = new VarCharVector("name", allocator);
        FixedSizeBinaryVector raw2 = new FixedSizeBinaryVector("raw2", allocator, 3);
        BigIntVector more = new BigIntVector("more", allocator)) {
      List<List<Object>> rows = rows();
      for (int i = 0; i < ROWS; i++) {
        id.setSafe(i, (long) rows.get(i).get(0));
        raw.setSafe(i, new byte[16]);
        if (rows.get(i).get(1) != null) {
          name.setSafe(i, new Text((String) rows.get(i).get(1)));
        }
        raw2.setSafe(i, new byte[3]);
        more.setSafe(i, (long) rows.get(i).get(2));
      }
      VectorSchemaRoot root = VectorSchemaRoot.of(id, raw, name, raw2, more);
      root.setRowCount(ROWS);
      return write(form, root);
    }
  }

  private static byte[] writeTimes() throws IOException {
    try (RootAllocator allocator = new RootAllocator();
        TimeSecVector time = new TimeSecVector("time", allocator);
        TimeStampSecVector stamp = new TimeStampSecVector("stamp", allocator);
        DurationVector duration =
            new DurationVector(
                "duration",
                FieldType.nullable(new ArrowType.Duration(TimeUnit.SECOND)),
                allocator);
        DateMilliVector date = new DateMilliVector("date", allocator)) {
      time.setSafe(0, 86_399);
      time.setSafe(1, 86_400);
      stamp.setSafe(0, 1);
      stamp.setSafe(1, FAR);
      duration.setSafe(0, 2);
      duration.setSafe(1, FAR);
      date.setSafe(0, 86_400_000);
      date.setSafe(1, Long.MAX_VALUE);
      VectorSchemaRoot root = VectorSchemaRoot.of(time, stamp, duration, date);
      root.setRowCount(2);
      return write(ArrowForm.FILE, root);
    }
  }

  private static byte[] write(ArrowForm form, VectorSchemaRoot root) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ArrowWriter writer = form.writer(root, new MapDictionaryProvider(), bytes)) {
      writer.start();
      writer.writeBatch();
      writer.end();
    }
    return bytes.toByteArray();
  }

  private static byte[] unpacked(String packed) throws IOException {
    byte[] bytes = Base64.getDecoder().decode(packed);
    return new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
  }

  private static List<List<Object>> read(byte[] file, StructType columns) throws IOException {
    try (GuardedPages pages = new GuardedPages(file.length)) {
      return ArrowRows.read(pages.source(file, Edge.END), 0, file.length, columns);
    }
  }

  private static StructType schema(byte[] file) throws IOException {
    try (GuardedPages pages = new GuardedPages(file.length)) {
      return ArrowRows.schema(pages.source(file, Edge.END));
    }
  }

  /** A file with its footer changed. */
  private static byte[] patched(byte[] file, Consumer<ByteBuffer> change) {
    int trailer = file.length - 10;
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int length = bytes.getInt(trailer);
    change.accept(bytes.slice(trailer - length, length).order(ByteOrder.LITTLE_ENDIAN));
    return file;
  }

  private static void setVersion(ByteBuffer footer, int version) {
    footer.putShort(slot(footer, footer.getInt(0), 0), (short) version);
  }

  private static void setType(ByteBuffer footer, int field, int type) {
    int schema = reference(footer, slot(footer, footer.getInt(0), 1));
    int fields = reference(footer, slot(footer, schema, 1));
    int table = reference(footer, fields + Integer.BYTES * (1 + field));
    footer.put(slot(footer, table, 2), (byte) type);
  }

  /** Where a field of a FlatBuffers table stands. */
  private static int slot(ByteBuffer bytes, int table, int slot) {
    int vtable = table - bytes.getInt(table);
    return table + bytes.getShort(vtable + 4 + 2 * slot);
  }

  private static int reference(ByteBuffer bytes, int at) {
    return at + bytes.getInt(at);
  }
}
