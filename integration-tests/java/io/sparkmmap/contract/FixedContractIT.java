// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import java.util.List;
import java.util.Map;
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
  }
}
