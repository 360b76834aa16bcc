// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sparkmmap.core.os.LocalHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.SparkException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong at {@code load()}, by the conditions that Spark's own sources have for it. */
class ErrorsIT {
  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Throwable mistake(Map<String, String> options, String... path) {
    return catchThrowable(() -> spark.read().format("mmap").options(options).load(path));
  }

  /** The condition of Spark's own source for the same mistake. */
  private String ofSpark(String format, String schema, Path path) {
    Throwable thrown =
        catchThrowable(
            () -> {
              var reader = spark.read();
              (schema == null ? reader : reader.schema(schema))
                  .format(format)
                  .load(path.toString())
                  .count();
            });
    return ((SparkThrowable) thrown).getCondition();
  }

  @Test
  void conditionsAreThoseOfSparksOwnSource() throws IOException {
    Path missing = folder.resolve("missing");
    write("conflict/a=1/x.csv", "1\n");
    write("conflict/b=1/x.csv", "1\n");
    write("bases/t/a=1/x.csv", "1\n");
    write("bases/x.csv", "1\n");
    Files.createDirectories(folder.resolve("empty"));
    Map<String, String> csv = Map.of("recordFormat", "csv");
    for (String name : new String[] {"missing", "conflict", "bases", "empty"}) {
      Path path = folder.resolve(name);
      Throwable thrown = mistake(csv, path.toString());
      assertThat(thrown).as(name).isInstanceOf(SparkThrowable.class);
      String expected = ofSpark("csv", null, path);
      assertThat(((SparkThrowable) thrown).getCondition()).as(name).isEqualTo(expected);
      assertThat(thrown).as(name).hasMessageStartingWith("[" + expected + "] ");
      assertThat(thrown.getMessage()).doesNotContain("\n");
    }
    assertThat(((SparkThrowable) mistake(csv, missing.toString())).getSqlState())
        .isEqualTo("42K03");
    write("x.csv", "1\n");
    assertThat(
            catchThrowable(
                () ->
                    spark
                        .read()
                        .schema("a array<int>")
                        .format("mmap")
                        .option("recordFormat", "csv")
                        .load(folder.resolve("x.csv").toString())))
        .satisfies(
            thrown ->
                assertThat(((SparkThrowable) thrown).getCondition())
                    .isEqualTo(ofSpark("csv", "a array<int>", folder.resolve("x.csv"))));
  }

  @Test
  void whatIsWrongInAFileIsOneLineAndNotATrace() throws IOException {
    Path file = write("broken.arrow", "ARROW1 and no more of it, ARROW1");
    assertThatThrownBy(() -> spark.read().format("mmap").load(file.toString()))
        .isInstanceOf(AnalysisException.class)
        .hasMessageStartingWith("[FAILED_READ_FILE.NO_HINT] " + file)
        .hasMessageNotContaining("\n");
  }

  @Test
  void binaryFilesAreNotTakenForLines() throws IOException {
    byte[] doubles = new byte[8000];
    doubles[7] = 0x40;
    Path file = Files.write(folder.resolve("values.bin"), doubles);
    assertThat(mistake(Map.of(), file.toString()))
        .hasMessageContaining(file + " is no text, for it has a zero byte at offset 0")
        .hasMessageContaining("text to read it as lines all the same");
    assertThat(
            spark
                .read()
                .format("mmap")
                .option("recordFormat", "text")
                .load(file.toString())
                .count())
        .isEqualTo(spark.read().text(file.toString()).count());
    assertThat(
            spark
                .read()
                .format("mmap")
                .option("recordFormat", "fixed")
                .option("layout", "d float64")
                .load(file.toString())
                .count())
        .isEqualTo(1000);

    Path database = write("table.db", "SQLite format 3\0 and so on");
    assertThat(mistake(Map.of(), database.toString()))
        .hasMessageContaining("is a file of SQLite, by its first bytes")
        .hasMessageContaining("format(\"binaryFile\")");
    assertThat(spark.read().format("binaryFile").load(database.toString()).count()).isOne();
  }

  /** Only the first file is checked by the driver, and each by whoever reads it. */
  @Test
  void aBinaryFileAmongTextsIsFoundByTheTask() throws IOException {
    write("mixed/a.txt", "text\n");
    write("mixed/b.bin", "\0\1\2\3");
    var frame = spark.read().format("mmap").load(folder.resolve("mixed").toString());
    assertThatThrownBy(frame::collectAsList)
        .hasStackTraceContaining("b.bin is no text, for it has a zero byte at offset 0");
    assertThat(
            spark
                .read()
                .format("mmap")
                .option("recordFormat", "text")
                .load(folder.resolve("mixed").toString())
                .count())
        .isEqualTo(2);
  }

  @Test
  void zeroBytesOfUtf16AreThoseOfText() throws IOException {
    byte[] wide = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16);
    Path csv = Files.write(folder.resolve("wide.csv"), wide);
    assertThat(mistake(Map.of("encoding", "UTF-16"), csv.toString())).isNull();
    Path text = Files.write(folder.resolve("wide.txt"), wide);
    assertThat(mistake(Map.of(), text.toString()))
        .hasMessageContaining("is text of UTF-16, by its byte-order mark")
        .hasMessageContaining("recordFormat=csv with encoding=UTF-16");
    assertThat(mistake(Map.of("recordFormat", "csv", "encoding", "UTF-16"), text.toString()))
        .isNull();
  }

  @Test
  void aTextThatBeginsLikeArrowIsText() throws IOException {
    Path file = write("robots.csv", "ARROW1,1\nARROW2,2\n");
    assertThat(spark.read().format("mmap").load(file.toString()).count()).isEqualTo(2);
  }

  @Test
  void whatTheDriverCanKnowIsSaidAtLoad() throws IOException {
    Path odd = write("odd.dat", "12345678901");
    assertThat(mistake(Map.of("recordFormat", "fixed", "recordLength", "4"), odd.toString()))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("expected a whole number of records of 4 bytes");
    assertThat(
            mistake(
                Map.of("recordFormat", "fixed", "recordLength", "4", "ignoreCorruptFiles", "true"),
                odd.toString()))
        .isNull();
    assertThat(mistake(Map.of("headerBytes", "12"), odd.toString()))
        .hasMessageContaining("expected at least 12 bytes of header and trailer");
    byte[] gzip = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
    Path hidden = Files.write(folder.resolve("hidden.log"), gzip);
    for (Map<String, String> options :
        List.of(Map.<String, String>of(), Map.of("recordFormat", "csv"))) {
      assertThat(mistake(options, hidden.toString()))
          .hasMessageContaining("is compressed with gzip, by its first bytes")
          .hasMessageContaining("Decompress it, as by gzip -d")
          .hasMessageNotContaining("Spark's own source");
    }
  }

  @Test
  void rotatedLogsAreReadWithoutTheCompressedOnesByTheFilterOfTheMessage() throws IOException {
    write("logs/a.log", "new\n");
    write("logs/a.log.1", "old\n");
    write("logs/a.log.2.gz", "not looked into");
    String path = folder.resolve("logs").toString();
    Throwable thrown = mistake(Map.of(), path);
    assertThat(thrown)
        .hasMessageContaining("1 of the 3 files are compressed")
        .hasMessageContaining("a.log.2.gz is compressed with gzip, by its name");
    Matcher filter = Pattern.compile("pathGlobFilter=(\\S+)\\. ").matcher(thrown.getMessage());
    assertThat(filter.find()).isTrue();
    assertThat(
            spark
                .read()
                .format("mmap")
                .option("pathGlobFilter", filter.group(1))
                .load(path)
                .as(Encoders.STRING())
                .collectAsList())
        .containsExactlyInAnyOrder("new", "old");
  }

  @Test
  void remediesForCompressedFilesNameASourceThatReadsThem() throws IOException {
    Path gzipped = folder.resolve("x.csv.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(gzipped))) {
      out.write("1,a\n2,b\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(mistake(Map.of(), gzipped.toString()))
        .hasMessageContaining("or read it with Spark's own source: format(\"csv\")");
    assertThat(spark.read().format("csv").load(gzipped.toString()).collectAsList())
        .extracting(Row::toString)
        .containsExactly("[1,a]", "[2,b]");
    for (String name : List.of("x.zip", "x.csv.xz", "x.log.zst", "x.npy.gz")) {
      assertThat(mistake(Map.of(), write(name, "x").toString()))
          .as(name)
          .hasMessageContaining("compressed with")
          .hasMessageNotContaining("Spark's own source");
    }
    assertThat(mistake(Map.of(), write("x.zip", "x").toString()))
        .hasMessageContaining("Unpack it, as by unzip");
  }

  @Test
  void webAddressesAreNamed() {
    assertThat(mistake(Map.of(), "http://localhost:1/a.log"))
        .hasMessageContaining("found the address of a web server")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aTableThatLosesItsFilesSaysSoAtTheQuery() throws IOException {
    Path file = write("gone.log", "a\n");
    var frame = spark.read().format("mmap").load(file.toString());
    Files.delete(file);
    assertThatThrownBy(frame::count)
        .isInstanceOf(AnalysisException.class)
        .hasMessageStartingWith("[PATH_NOT_FOUND] Path does not exist: file:" + file);
  }

  private static final String READ_ONLY = "format(\"mmap\") reads files and writes none";

  @Test
  void whoWouldWriteLearnsWhoWrites() throws IOException {
    Path there = write("there.csv", "1\n");
    var rows = spark.range(3).selectExpr("CAST(id AS STRING) value");
    for (SaveMode mode : SaveMode.values()) {
      for (Path target : List.of(folder.resolve("out"), there)) {
        assertThatThrownBy(() -> rows.write().format("mmap").mode(mode).save(target.toString()))
            .as("%s %s", mode, target)
            .isInstanceOf(AnalysisException.class)
            .hasMessageStartingWith("[UNSUPPORTED_FEATURE.TABLE_OPERATION] mmap " + target)
            .hasMessageContaining(READ_ONLY)
            .hasMessageNotContaining("\n");
      }
    }
    assertThatThrownBy(() -> rows.write().format("mmap").saveAsTable("written"))
        .hasMessageContaining(READ_ONLY);
    for (String sql :
        List.of(
            "CREATE TABLE written USING mmap AS SELECT 1 a",
            "INSERT OVERWRITE DIRECTORY '" + folder.resolve("out") + "' USING mmap SELECT 1 a")) {
      assertThatThrownBy(() -> spark.sql(sql)).as(sql).hasMessageContaining(READ_ONLY);
    }
    assertThat(spark.catalog().tableExists("written")).isFalse();
    assertThat(Files.readString(there)).isEqualTo("1\n");
    Path lines = folder.resolve("lines");
    rows.write().text(lines.toString());
    assertThat(spark.read().format("mmap").load(lines.toString()).count()).isEqualTo(3);
  }

  @Test
  void whatATaskFindsIsOneMessageWithSparksCondition() throws IOException {
    Path file = write("records.pb", "no length");
    var frame =
        spark.read().format("mmap").option("recordFormat", "lengthPrefixed").load(file.toString());
    assertThatThrownBy(frame::collectAsList)
        .isInstanceOf(SparkException.class)
        .hasMessageStartingWith(
            "[FAILED_READ_FILE.NO_HINT] "
                + file
                + " on host "
                + LocalHost.name()
                + ": at offset 0: expected a record of")
        .hasMessageNotContaining("\n");
  }

  @Test
  void optionsThatOnlyScansNeedAreReadAtLoad() throws IOException {
    String path = write("a.log", "a\n").toString();
    for (String option :
        List.of(
            "memoryMap",
            "readAdvice",
            "prefetchBytes",
            "maxPartitionBytes",
            "splitAlignment",
            "pushDown",
            "verifyChecksums",
            "ignoreCorruptFiles")) {
      assertThat(mistake(Map.of(option, "x"), path))
          .as(option)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(option);
    }
    assertThat(mistake(Map.of("recordFormat", "csv", "sep", ""), path))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(mistake(Map.of("recordFormat", "csv", "enforceSchema", "x"), path))
        .hasMessageContaining("enforceSchema");
    assertThat(mistake(Map.of("recordFormat", "lengthPrefixed", "byteOrder", "x"), path))
        .hasMessage("Option 'byteOrder': expected little, big or native, found 'x'");
  }

  @Test
  void remediesOfPathsAreTrue() throws IOException {
    Path odd = write("a[b].log", "a\n");
    assertThat(mistake(Map.of(), odd.toString()))
        .hasMessageContaining("in the name of a file, put \\ before each of {}[]*?\\");
    String escaped = odd.toString().replace("[", "\\[").replace("]", "\\]");
    assertThat(spark.read().format("mmap").load(escaped).count()).isOne();
    write("twice/p=1/P=2/a.log", "a\n");
    String twice = folder.resolve("twice").toString();
    assertThat(mistake(Map.of(), twice)).hasMessageContaining("by recursiveFileLookup=true");
    assertThat(mistake(Map.of("recursiveFileLookup", "true"), twice)).isNull();
    assertThat(mistake(Map.of(), "s3a://bucket/a.csv"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("there is no file system for 's3a' in this process");
    assertThat(mistake(Map.of(), "C:\\data\\a.csv")).hasMessageContaining("is no path (");
    assertThat(mistake(Map.of(), "")).hasMessageContaining("Option 'path' is empty");
    assertThat(mistake(Map.of(), write("a.tar.gz", "x").toString()))
        .hasMessageContaining("Unpack it, as by tar -xf. If");
    assertThat(mistake(Map.of("recordFormat", "arrow"), write("x.csv", "1,2,3,4\n").toString()))
        .hasMessageContaining("this is no Arrow file: check the path");
    Path empty = Files.createDirectories(folder.resolve("no-npy"));
    assertThat(mistake(Map.of("recordFormat", "npy"), empty.toString()))
        .hasMessageStartingWith("[UNABLE_TO_INFER_SCHEMA] there is no .npy file");
  }
}
