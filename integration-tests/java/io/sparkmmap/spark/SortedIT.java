// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.pagecache.FileResidency;
import io.sparkmmap.core.pagecache.PageCache;
import io.sparkmmap.process.SparkJvm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that the option {@code sortedBy} says are sorted. */
class SortedIT {
  private static final int RECORDS = 3000;

  private final SparkSession spark = LocalSpark.session();
  private final long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @TempDir Path folder;

  private Dataset<Row> sorted(Path path, String layout, Map<String, String> more) {
    return spark
        .read()
        .format("mmap")
        .option("recordFormat", "fixed")
        .option("layout", layout)
        .option("sortedBy", "key")
        .option("maxPartitionBytes", "8k")
        .options(more)
        .load(path.toString());
  }

  /** Writes {@link #RECORDS} records of 4 bytes and a key. */
  private <T> Path write(String name, T[] keys, int length, BiConsumer<ByteBuffer, T> put)
      throws IOException {
    ByteBuffer out = ByteBuffer.allocate(keys.length * (4 + length)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < keys.length; i++) {
      out.putInt(i);
      put.accept(out, keys[i]);
    }
    return Files.write(folder.resolve(name), out.array());
  }

  private static int compareAsSpark(Double one, Double other) {
    return one.doubleValue() == other.doubleValue() ? 0 : Double.compare(one, other);
  }

  private Path file(String type) throws IOException {
    Long[] longs = new Long[RECORDS];
    Arrays.setAll(longs, i -> (long) random.nextInt(500) - 100);
    Arrays.sort(longs);
    return switch (type) {
      case "int64be" -> write("f", longs, 8, (out, v) -> out.putLong(Long.reverseBytes(v)));
      case "uint16" -> write("f", longs, 2, (out, v) -> out.putShort((short) (v + 65_000)));
      case "int8" -> write("f", longs, 1, (out, v) -> out.put((byte) (v / 4)));
      case "uint64" ->
          write("f", longs, 8, (out, v) -> out.putLong(v - 100 + Long.MIN_VALUE + 1000));
      case "date32be" ->
          write("f", longs, 4, (out, v) -> out.putInt(Integer.reverseBytes(v.intValue())));
      case "timestamp_ms" -> write("f", longs, 8, (out, v) -> out.putLong(v * 1000));
      case "timestamp_us" -> write("f", longs, 8, (out, v) -> out.putLong(v * 1_000_000));
      case "decimal(9,2)" -> write("f", longs, 4, (out, v) -> out.putInt(v.intValue()));
      case "float64" -> {
        Double[] values = new Double[RECORDS];
        Arrays.setAll(
            values,
            i -> i % 9 == 0 ? Double.NaN : i % 7 == 0 ? -0.0 : random.nextInt(300) * 0.5 - 50.0);
        Arrays.sort(values, SortedIT::compareAsSpark);
        yield write("f", values, 8, (out, v) -> out.putDouble(v));
      }
      default -> {
        String[] texts = new String[RECORDS];
        String[] letters = {"", "a", "é", "z", "\uFFFD", "Z", "\uD83D\uDE00"};
        Arrays.setAll(texts, i -> letters[random.nextInt(7)] + letters[random.nextInt(7)]);
        Arrays.sort(
            texts,
            Comparator.comparing(
                text -> text.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
        yield write(
            "f",
            texts,
            8,
            (out, v) -> out.put(Arrays.copyOf(v.getBytes(StandardCharsets.UTF_8), 8)));
      }
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "int64be;bigint(17);bigint(-3);bigint(9999)",
        "uint16;65100;64950;65399",
        "int8;tinyint(5);tinyint(-20);tinyint(99)",
        "uint64;9223372036854776700BD;9223372036854776750BD;1BD",
        "date32be;date'1970-02-01';date'1969-12-01';date'2000-01-01'",
        "timestamp_ms;timestamp'1970-01-01 00:01:00';timestamp'1969-12-31"
            + " 23:59:00';timestamp'2000-01-01'",
        "timestamp_us;timestamp'1970-01-01 00:01:00';timestamp'1969-12-31"
            + " 23:59:00';timestamp'2000-01-01'",
        "decimal(9,2);cast(1.25 as decimal(9,2));cast(-0.5 as decimal(9,2));cast(77 as"
            + " decimal(9,2))",
        "float64;double(0.0);double(-0.5);double('NaN')",
        "char(8);'az';'é';'\uFFFDz'"
      })
  void rangesAreFoundBySearchAndAreThoseOfSpark(String type, String a, String b, String c)
      throws IOException {
    Path file = file(type);
    String layout = "n int32, key " + type;
    Dataset<Row> searched = sorted(file, layout, Map.of());
    Dataset<Row> plain = sorted(file, layout, Map.of("pushDown", "false"));
    for (String where :
        List.of(
            "key = " + a,
            "key < " + b,
            "key >= " + c,
            "key BETWEEN " + b + " AND " + a,
            "key IN (" + a + "," + b + "," + c + ")",
            "key = " + c + " OR key < " + b)) {
      assertThat(numbers(searched.where(where)))
          .as("seed %d, %s %s", seed, type, where)
          .isEqualTo(numbers(plain.where(where)));
    }
    assertThat(numbers(searched.where("key > " + a)).size()).isBetween(1, RECORDS - 1);
    assertThat(searched.where("key = " + a).count()).isEqualTo(plain.where("key = " + a).count());
  }

  private static List<Integer> numbers(Dataset<Row> rows) {
    return rows.select("n").collectAsList().stream().map(row -> row.getInt(0)).sorted().toList();
  }

  @Test
  void aLookupInALargeFileTouchesFewPages() throws IOException {
    Path file = SparkJvm.BUILD.resolve("sorted-2-gib.bin");
    long records = (2L << 30) / 16;
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(records * 16); // zeros, with other keys at both ends: sorted, and no disk
      for (int i = 0; i < 1000; i++) {
        out.seek(16L * i);
        out.writeLong(i - 1000L);
        out.seek(16L * (records - 1000 + i));
        out.writeLong(i + 1L);
      }
    }
    try {
      PageCache.evict(file, done -> {});
      long before = FileResidency.residentBytes(file).orElse(0);
      assumeThat(before).as("the page cache was dropped").isLessThan(1 << 20);
      Dataset<Row> rows =
          sorted(
              file,
              "key int64be, n int64",
              Map.of("maxPartitionBytes", "64m", "memoryMap", "true"));

      assertThat(rows.where("key = -7").count()).isEqualTo(1);
      Dataset<Row> found = rows.where("key BETWEEN 400 AND 402");
      assertThat(found.collectAsList()).hasSize(3);

      assertThat(found.queryExecution().executedPlan().toString()).contains("splits: 1,");
      long touched = (FileResidency.residentBytes(file).orElse(0) - before) / PageSize.bytes();
      assertThat(touched).isLessThan(300); // 64 of them to know the file again
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void aFileThatIsNotSortedIsAnErrorWhereItIsMet() throws IOException {
    Integer[] keys = new Integer[RECORDS];
    Arrays.setAll(keys, i -> i);
    keys[2000] = 5;
    Path file = write("f", keys, 4, ByteBuffer::putInt);
    Dataset<Row> rows = sorted(file, "n int32, key int32", Map.of());
    assertThatThrownBy(() -> rows.select("key").collectAsList())
        .hasStackTraceContaining(file.toString())
        .hasStackTraceContaining("found 1999 in the record at offset 15992")
        .hasStackTraceContaining("5 in the record at offset 16000");
    assertThat(rows.where("key = 100").count()).isEqualTo(1);
    Integer[] descending = new Integer[RECORDS];
    Arrays.setAll(descending, i -> -i);
    Path other = write("g", descending, 4, ByteBuffer::putInt);
    assertThatThrownBy(
            () ->
                sorted(other, "n int32, key int32", Map.of("ignoreCorruptFiles", "true"))
                    .where("key = -100")
                    .count())
        .hasStackTraceContaining("sortedBy")
        .hasStackTraceContaining("0 in the record at offset 0");
  }

  @Test
  void theOrderIsReportedSoThatSparkNeedNotSort() throws IOException {
    Path file = file("int64be");
    Dataset<Row> rows = sorted(file, "n int32, key int64be", Map.of());
    assertThat(rows.sortWithinPartitions("key").queryExecution().executedPlan().toString())
        .doesNotContain("Sort [");
    assertThat(rows.sortWithinPartitions("n").queryExecution().executedPlan().toString())
        .contains("Sort [");
    assertThat(rows.select("n").sortWithinPartitions("n").collectAsList()).hasSize(RECORDS);
  }

  @Test
  void theFirstRowsInTheOrderComeFromTheFirstOfEachPart() throws IOException {
    Path file = file("int64be");
    Dataset<Row> rows = sorted(file, "n int32, key int64be", Map.of());
    Dataset<Row> first = rows.orderBy("key").limit(7);
    assertThat(first.queryExecution().executedPlan().toString()).contains("limit of each part: 7");
    assertThat(first.select("key").collectAsList())
        .isEqualTo(
            sorted(file, "n int32, key int64be", Map.of("pushDown", "false"))
                .orderBy("key")
                .limit(7)
                .select("key")
                .collectAsList());
    Files.copy(file, folder.resolve("other"));
    Dataset<Row> both = sorted(folder, "n int32, key int64be", Map.of("maxPartitionBytes", "1m"));
    assertThat(both.orderBy("key").limit(3).select("key").collectAsList())
        .isEqualTo(
            sorted(folder, "n int32, key int64be", Map.of("pushDown", "false"))
                .orderBy("key")
                .limit(3)
                .select("key")
                .collectAsList());
  }

  @Test
  void aColumnThatIsNoneOrHasNoOrderIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("f"), new byte[8]);
    assertThatThrownBy(() -> sorted(file, "kay int64", Map.of())).hasMessageContaining("kay");
    assertThatThrownBy(() -> sorted(file, "key binary(8)", Map.of()))
        .hasMessageContaining("sortedBy")
        .hasMessageContaining("is binary");
  }
}
