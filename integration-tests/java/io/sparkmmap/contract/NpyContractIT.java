// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import io.sparkmmap.contract.LargeFile.Numbers;
import io.sparkmmap.spark.NpyBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** The header says how many rows there are. */
    @Override
    public void writeRepeated(Path file, List<Row> rows, int times) throws IOException {
      byte[] data = RecordBytes.of(rows);
      String shape = "(" + rows.size() * times + ",)";
      try (OutputStream out = Files.newOutputStream(file)) {
        out.write(NpyBytes.of(DTYPE, "False", shape, data));
        for (int i = 1; i < times; i++) {
          out.write(data);
        }
      }
    }

    /** A matrix in Fortran order, whose columns lie across the places one after the other. */
    @Override
    public LargeFile large(Path file) throws IOException {
      int columns = 101;
      long rows = LargeFile.BYTES / ((long) columns * Long.BYTES) + 1;
      byte[] header =
          NpyBytes.of("'>i8'", "True", "(%d, %d)".formatted(rows, columns), new byte[0]);
      List<Numbers> numbers = List.of(Numbers.ofColumn("c33"), Numbers.ofColumn("c67"));
      LargeFile.write(
          file,
          out -> {
            out.write(header);
            out.setLength(header.length + columns * rows * Long.BYTES);
            for (Numbers column : numbers) {
              int index = Integer.parseInt(column.sql().substring(1));
              long start = header.length + index * rows * Long.BYTES;
              for (long row : LargeFile.placesOfRows(start, Long.BYTES, rows)) {
                column.byRow().put(row, row + 1);
                out.seek(start + row * Long.BYTES);
                out.writeLong(row + 1);
              }
            }
            long start = header.length + (columns - 1) * rows * Long.BYTES;
            for (int i = 0; i < LargeFile.ENDS; i++) {
              out.seek(start + (long) i * Long.BYTES);
              out.writeLong(i - LargeFile.ENDS);
              out.seek(start + (rows - LargeFile.ENDS + i) * Long.BYTES);
              out.writeLong(i + 1L);
            }
          });
      return new LargeFile(
          Map.of("recordFormat", "npy", "arrayColumns", "true"),
          Optional.empty(),
          rows,
          numbers,
          Optional.of("c100"));
    }
  }
}
