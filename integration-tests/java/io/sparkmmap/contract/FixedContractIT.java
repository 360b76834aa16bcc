// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import io.sparkmmap.contract.LargeFile.Numbers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** The contract of {@code recordFormat} {@code fixed}. */
class FixedContractIT extends FormatContract {
  static final ContractFormat FORMAT = new Records();

  @Override
  ContractFormat format() {
    return FORMAT;
  }

  private static final class Records implements ContractFormat {
    @Override
    public String fileName() {
      return "records.bin";
    }

    @Override
    public StructType schema() {
      return StructType.fromDDL(
          "id BIGINT, i INT, f FLOAT, x DOUBLE, flag BOOLEAN, name STRING, day DATE,"
              + " at TIMESTAMP_LTZ, amount DECIMAL(9,2)");
    }

    @Override
    public Map<String, String> options() {
      return Map.of("recordFormat", "fixed", "layout", RecordBytes.LAYOUT);
    }

    @Override
    public List<Row> rows(Random random, int count) {
      return new RandomRows(random, 0).numbered(schema(), count);
    }

    @Override
    public byte[] file(List<Row> rows) {
      return RecordBytes.of(rows);
    }

    /** Records of a length by which no power of two can be divided. */
    @Override
    public LargeFile large(Path file) throws IOException {
      int length = 1009;
      long rows = LargeFile.BYTES / length + 1;
      Numbers numbers = Numbers.ofColumn("v");
      LargeFile.write(
          file,
          out -> {
            out.setLength(rows * length);
            for (long row : LargeFile.placesOfRows(0, length, rows)) {
              numbers.byRow().put(row, row + 1);
              out.seek(row * length);
              out.writeLong(row + 1);
            }
            for (int i = 0; i < LargeFile.ENDS; i++) {
              out.seek((long) i * length + Long.BYTES);
              out.writeLong(i - LargeFile.ENDS);
              out.seek((rows - LargeFile.ENDS + i) * length + Long.BYTES);
              out.writeLong(i + 1L);
            }
          });
      return new LargeFile(
          Map.of("recordFormat", "fixed", "layout", "v int64be, key int64be, skip(993)"),
          Optional.empty(),
          rows,
          List.of(numbers),
          Optional.of("key"));
    }
  }
}
