// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.versions;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sparkmmap.spark.NpyBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Reads every format once with a count, a sum, a filter and a projection, on whatever version of
 * Spark the class path has. Prints a line for each check, and ends with 1 if one fails.
 */
public final class SmokeApp {
  private static final int RECORDS = 20_000;
  private static final long SUM = (long) RECORDS * (RECORDS - 1) / 2;

  private final Path folder;
  private boolean failed;

  private SmokeApp(Path folder) {
    this.folder = folder;
  }

  /**
   * Runs all checks.
   *
   * @param arguments a directory to write to
   */
  public static void main(String[] arguments) throws Exception {
    SmokeApp app = new SmokeApp(Files.createDirectories(Path.of(arguments[0])));
    app.spark();
    System.exit(app.failed ? 1 : 0);
  }

  private void check(String what, Object expected, Callable<Object> found) {
    String result;
    try {
      Object value = found.call();
      result = Objects.equals(expected, value) ? "ok" : "WRONG: " + value;
    } catch (Exception | LinkageError e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      result = "FAILED: " + cause;
    }
    failed |= !result.equals("ok");
    System.out.println("smoke: " + what + ": " + result);
  }

  private void spark() throws IOException {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
    check("links", List.of(), LinkCheck::missing);
    columns("fixed", fixed(spark));
    columns("csv", csv(spark));
    columns("npy", npy(spark));
    check("arrow writes", true, this::writeArrow);
    columns("arrow", mmap(spark, "t.arrow"));
    Dataset<Row> text = mmap(spark, "t.csv").option("recordFormat", "text").load(path("t.csv"));
    check("text count", (long) RECORDS, text::count);
    check("text filter", 1L, () -> text.filter("value = '77,154'").count());
    check("text prefix", 11L, () -> text.filter("value like '1234%'").count());
    Dataset<Row> prefixed = prefixed(spark);
    check("lengthPrefixed count", (long) RECORDS, prefixed::count);
    check(
        "metadata",
        (long) RECORDS,
        () -> text.select("_metadata.file_name").distinct().count() * RECORDS);
    spark.stop();
  }

  private static boolean isTenth(long rows) {
    return rows > RECORDS / 20 && rows < RECORDS / 5;
  }

  private void columns(String format, DataFrameReader reader) {
    String file = path("t." + format);
    check(format + " count", (long) RECORDS, () -> reader.load(file).count());
    check(format + " sum", SUM, () -> one(reader.load(file).selectExpr("sum(id)")));
    check(format + " filter", 1L, () -> reader.load(file).filter("id = 77").count());
    check(format + " sample", true, () -> isTenth(reader.load(file).sample(0.1, 7).count()));
    check(format + " limit", 5, () -> reader.load(file).limit(5).collectAsList().size());
    check(format + " top", 0L, () -> one(reader.load(file).orderBy("id").limit(1).select("id")));
    check(format + " files", 1, () -> reader.load(file).inputFiles().length);
    check(
        format + " input file",
        1L,
        () ->
            reader
                .load(file)
                .selectExpr("input_file_name() as f")
                .filter("f <> ''")
                .distinct()
                .count());
    check(
        format + " range",
        77L,
        () -> one(reader.load(file).filter("id < 78").selectExpr("max(id)")));
    check(
        format + " group",
        10L,
        () ->
            (long)
                reader
                    .load(file)
                    .selectExpr("id % 10 as k")
                    .groupBy("k")
                    .count()
                    .collectAsList()
                    .size());
    check(format + " limit", 7, () -> reader.load(file).limit(7).collectAsList().size());
  }

  private static Object one(Dataset<Row> rows) {
    return rows.first().get(0);
  }

  private String path(String name) {
    return folder.resolve(name).toUri().toString();
  }

  private DataFrameReader mmap(SparkSession spark, String name) throws IOException {
    if (name.endsWith(".csv") && !Files.exists(folder.resolve(name))) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < RECORDS; i++) {
        lines.append(i).append(',').append(2 * i).append('\n');
      }
      Files.writeString(folder.resolve(name), lines);
    }
    return spark.read().format("mmap").option("maxPartitionBytes", "64k");
  }

  private DataFrameReader csv(SparkSession spark) throws IOException {
    return mmap(spark, "t.csv").schema("id BIGINT, twice BIGINT");
  }

  private DataFrameReader fixed(SparkSession spark) throws IOException {
    Files.write(folder.resolve("t.fixed"), numbers().array());
    return mmap(spark, "t.fixed").option("recordFormat", "fixed").option("layout", "id int64");
  }

  private static ByteBuffer numbers() {
    ByteBuffer bytes = ByteBuffer.allocate(RECORDS * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (long i = 0; i < RECORDS; i++) {
      bytes.putLong(i);
    }
    return bytes;
  }

  private DataFrameReader npy(SparkSession spark) throws IOException {
    String shape = "(" + RECORDS + ",)";
    byte[] file = NpyBytes.of("[('id', '<i8')]", "False", shape, numbers().array());
    Files.write(folder.resolve("t.npy"), file);
    return mmap(spark, "t.npy");
  }

  private boolean writeArrow() throws IOException {
    try (RootAllocator allocator = new RootAllocator();
        BigIntVector ids = new BigIntVector("id", allocator);
        var channel =
            Files.newByteChannel(
                folder.resolve("t.arrow"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ids.allocateNew(RECORDS);
      for (int i = 0; i < RECORDS; i++) {
        ids.set(i, i);
      }
      ids.setValueCount(RECORDS);
      try (VectorSchemaRoot root = VectorSchemaRoot.of(ids);
          ArrowFileWriter writer = new ArrowFileWriter(root, null, channel)) {
        writer.start();
        writer.writeBatch();
        writer.end();
      }
    }
    return true;
  }

  private Dataset<Row> prefixed(SparkSession spark) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(RECORDS * 9).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putInt(5).put("hello".getBytes(UTF_8));
    }
    Files.write(folder.resolve("t.bin"), bytes.array());
    return mmap(spark, "t.bin").option("recordFormat", "lengthPrefixed").load(path("t.bin"));
  }
}
