// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import io.sparkmmap.spark.NpyBytes;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** The contract of {@code recordFormat} {@code npy}. */
class NpyContractIT extends FormatContract {
  static final ContractFormat FORMAT = new Arrays();

  @Override
  ContractFormat format() {
    return FORMAT;
  }

  private static final class Arrays implements ContractFormat {
    private static final String DTYPE =
        "[('id', '<i8'), ('i', '>i4'), ('f', '<f4'), ('x', '<f8'), ('flag', '?'), ('name', 'S6'),"
            + " ('at', '<M8[us]')]";

    @Override
    public String fileName() {
      return "rows.npy";
    }

    @Override
    public StructType schema() {
      return StructType.fromDDL(
          "id BIGINT, i INT, f FLOAT, x DOUBLE, flag BOOLEAN, name STRING, at TIMESTAMP_NTZ");
    }

    @Override
    public Map<String, String> options() {
      return Map.of();
    }

    @Override
    public List<Row> rows(Random random, int count) {
      return new RandomRows(random, 0).numbered(schema(), count);
    }

    @Override
    public byte[] file(List<Row> rows) {
      return NpyBytes.of(DTYPE, "False", "(" + rows.size() + ",)", RecordBytes.of(rows));
    }
  }
}
