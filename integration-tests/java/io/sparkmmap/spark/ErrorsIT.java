// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
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
      assertThat(thrown).as(name).isInstanceOf(AnalysisException.class);
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
  void aTableThatLosesItsFilesSaysSoAtTheQuery() throws IOException {
    Path file = write("gone.log", "a\n");
    var frame = spark.read().format("mmap").load(file.toString());
    Files.delete(file);
    assertThatThrownBy(frame::count)
        .isInstanceOf(AnalysisException.class)
        .hasMessageStartingWith("[PATH_NOT_FOUND] Path does not exist: file:" + file);
  }
}
