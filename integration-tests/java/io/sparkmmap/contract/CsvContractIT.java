// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.contract.LargeFile.Numbers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of {@code recordFormat} {@code csv}. */
class CsvContractIT extends FormatContract {
  static final ContractFormat FORMAT = new Csv();

  @Override
  ContractFormat format() {
    return FORMAT;
  }

  /** In tasks, since it takes the types from all rows. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tasksOfACancelledInferenceEndSoon(boolean interrupts, @TempDir Path folder)
      throws Exception {
    for (int i = 0; i < 10; i++) {
      Files.createSymbolicLink(folder.resolve(i + ".csv"), large().file());
    }
    CancelledJob.requireEnd(spark, interrupts, () -> inferred(folder));
  }

  /** The driver reads a few rows itself. */
  @Test
  void anInterruptedInferenceEnds(@TempDir Path folder) throws Exception {
    List<Row> rows = FORMAT.rows(new Random(1), 20_000);
    Path file = Files.write(folder.resolve(FORMAT.fileName()), FORMAT.file(rows));
    assertThat(inferred(file).schema().length()).isEqualTo(FORMAT.schema().length());
    try {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> inferred(file)).hasMessageContaining(file.toString());
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private Dataset<Row> inferred(Path path) {
    return spark
        .read()
        .format("mmap")
        .options(FORMAT.options())
        .option("inferSchema", "true")
        .load(path.toString());
  }

  private static final class Csv implements ContractFormat {
    private static final String NULL = "\\N";
    private static final int LINES_AROUND = 100;

    /** By which no power of two can be divided. */
    private static final int LINE_BYTES = 19;

    @Override
    public String fileName() {
      return "rows.csv";
    }

    @Override
    public boolean isDelimited() {
      return true;
    }

    @Override
    public StructType schema() {
      return StructType.fromDDL(
          "id BIGINT, i INT, f FLOAT, x DOUBLE, flag BOOLEAN, name STRING, day DATE,"
              + " at TIMESTAMP_LTZ, amount DECIMAL(9,2)");
    }

    @Override
    public boolean isSchemaDeclared() {
      return true;
    }

    @Override
    public Map<String, String> options() {
      return Map.of("header", "true", "maxColumns", "20", "nullValue", NULL);
    }

    @Override
    public List<Row> rows(Random random, int count) {
      return new RandomRows(random, 10).numbered(schema(), count);
    }

    @Override
    public byte[] file(List<Row> rows) {
      StringBuilder text = new StringBuilder(String.join(",", schema().fieldNames())).append('\n');
      for (Row row : rows) {
        for (int i = 0; i < row.length(); i++) {
          text.append(i == 0 ? "" : ",").append(field(row.get(i)));
        }
        text.append('\n');
      }
      return text.toString().getBytes(UTF_8);
    }

    private static String field(Object value) {
      if (value == null) {
        return NULL;
      }
      if (value instanceof String text) {
        return '"' + text + '"';
      }
      return value.toString().replace("Infinity", "Inf"); // as Spark writes it
    }

    @Override
    public byte[] broken(List<Row> rows) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(file(rows));
      bytes.write(",".repeat(30).getBytes(UTF_8));
      bytes.write("\n1\n".getBytes(UTF_8));
      return bytes.toByteArray();
    }

    /** Short lines around each GiB, and comments between them, which may be of any length. */
    @Override
    public LargeFile large(Path file) throws IOException {
      Numbers numbers = Numbers.ofColumn("v");
      AtomicLong rows = new AtomicLong();
      LargeFile.write(
          file,
          out -> {
            for (long place = 0; place <= LargeFile.BYTES; place += 1L << 30) {
              long start = Math.max(0, place - LINES_AROUND * LINE_BYTES / 2 - 1);
              LargeFile.writeComments(out, start);
              for (int i = 0; i < LINES_AROUND; i++) {
                long row = rows.getAndIncrement();
                long number = i % 3 == 0 ? 0 : row + 1;
                if (number > 0) {
                  numbers.byRow().put(row, number);
                }
                out.write("%08d,abcdefghi\n".formatted(number).getBytes(UTF_8));
              }
            }
          });
      return new LargeFile(
          Map.of("recordFormat", "csv", "comment", "#"),
          Optional.of(StructType.fromDDL("v BIGINT, text STRING")),
          rows.get(),
          List.of(numbers),
          Optional.empty());
    }
  }
}
