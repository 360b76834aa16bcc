// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sparkmmap.contract.LargeFile.Numbers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** The contract of {@code recordFormat} {@code text}. */
class TextContractIT extends FormatContract {
  static final ContractFormat FORMAT = new Lines();

  @Override
  ContractFormat format() {
    return FORMAT;
  }

  private static final class Lines implements ContractFormat {
    private static final List<String> WORDS =
        List.of("", "a", "ab", "\t", "\"", "ä", "\u20AC", "\uD83D\uDE00", ",", "word", "\u0000");

    @Override
    public String fileName() {
      return "lines.log";
    }

    @Override
    public boolean isDelimited() {
      return true;
    }

    @Override
    public StructType schema() {
      return new StructType().add("value", "string");
    }

    @Override
    public Map<String, String> options() {
      return Map.of("recordFormat", "text");
    }

    @Override
    public List<Row> rows(Random random, int count) {
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        StringBuilder line = new StringBuilder();
        for (int words = random.nextInt(random.nextInt(30) == 0 ? 400 : 8); words > 0; words--) {
          line.append(WORDS.get(random.nextInt(WORDS.size())));
        }
        rows.add(RowFactory.create(line.toString()));
      }
      return rows;
    }

    @Override
    public byte[] file(List<Row> rows) {
      StringBuilder lines = new StringBuilder();
      rows.forEach(row -> lines.append(row.getString(0)).append('\n'));
      return lines.toString().getBytes(UTF_8);
    }

    /** Lines that begin with a number and go on with zero bytes. */
    @Override
    public LargeFile large(Path file) throws IOException {
      Numbers numbers =
          new Numbers(
              "cast(substring(value, 3, 6) AS BIGINT)",
              "startswith(value, 'n=')",
              Numbers.Kind.EXPRESSION,
              new TreeMap<>());
      long rows =
          LargeFile.writeLines(
              file, numbers, number -> number == 0 ? "" : "n=%06d".formatted(number));
      return new LargeFile(options(), Optional.empty(), rows, List.of(numbers), Optional.empty());
    }
  }
}
