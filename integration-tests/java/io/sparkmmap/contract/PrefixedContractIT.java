// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import io.sparkmmap.contract.LargeFile.Numbers;
import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.prefixed.LengthType;
import io.sparkmmap.core.prefixed.PlainPrefixedRecords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** The contract of {@code recordFormat} {@code lengthPrefixed}. */
class PrefixedContractIT extends FormatContract {
  static final ContractFormat FORMAT = new Frames();

  @Override
  ContractFormat format() {
    return FORMAT;
  }

  private static final class Frames implements ContractFormat {
    private static final int LONGEST = 1_000;

    @Override
    public String fileName() {
      return "frames";
    }

    @Override
    public StructType schema() {
      return FixedContractIT.FORMAT.schema();
    }

    @Override
    public Map<String, String> options() {
      return Map.of(
          "recordFormat", "lengthPrefixed",
          "lengthType", "varint",
          "layout", RecordBytes.LAYOUT,
          "index", "true",
          "maxRecordLength", Integer.toString(LONGEST));
    }

    @Override
    public boolean hasRowIndex() {
      return false;
    }

    @Override
    public List<Row> rows(Random random, int count) {
      return FixedContractIT.FORMAT.rows(random, count);
    }

    /** What follows the fields is of any length, and no part of the row. */
    @Override
    public byte[] file(List<Row> rows) {
      List<byte[]> records =
          rows.stream()
              .map(RecordBytes::of)
              .map(record -> Arrays.copyOf(record, record.length + (record[0] & 0xFF)))
              .toList();
      return PlainPrefixedRecords.write(
          records, new LengthPrefix(LengthType.VARINT, LengthPrefix.Counts.RECORD, 0, LONGEST));
    }

    /** A length that no record may have, and records behind it that nobody can find. */
    @Override
    public byte[] broken(List<Row> rows) {
      byte[] whole = file(rows);
      byte[] broken = Arrays.copyOf(whole, whole.length + LONGEST);
      Arrays.fill(broken, whole.length, broken.length, (byte) 0x7F);
      broken[whole.length] = (byte) 0xFF;
      return broken;
    }

    @Override
    public LargeFile large(Path file) throws IOException {
      int length = LargeFile.LONG_RECORD_BYTES;
      long rows = LargeFile.BYTES / length + 1;
      Numbers numbers = Numbers.ofColumn("v");
      LargeFile.write(
          file,
          out -> {
            out.setLength(rows * length);
            Set<Long> places = Set.copyOf(LargeFile.placesOfRows(0, length, rows));
            for (long row = 0; row < rows; row++) {
              out.seek(row * length);
              out.writeInt(length - Integer.BYTES);
              if (places.contains(row)) {
                numbers.byRow().put(row, row + 1);
                out.writeLong(row + 1);
              }
            }
          });
      return new LargeFile(
          Map.of(
              "recordFormat", "lengthPrefixed",
              "lengthType", "uint32",
              "byteOrder", "big",
              "layout", "v int64be",
              "index", "true"),
          Optional.empty(),
          rows,
          List.of(numbers),
          Optional.empty());
    }
  }
}
