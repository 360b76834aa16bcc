// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sparkmmap.contract.ContractSample;
import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.prefixed.LengthType;
import io.sparkmmap.core.prefixed.PlainPrefixedRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;

/** A file of some format, of some hundred KiB, and how it is read. */
public final class SampleFile {
  public final String name;
  public final byte[] bytes;
  public final int rows;
  public final Map<String, String> options;

  private SampleFile(String name, byte[] bytes, int rows, Map<String, String> options) {
    this.name = name;
    this.bytes = bytes;
    this.rows = rows;
    this.options = options;
  }

  /** A file of a text. */
  public static SampleFile of(String name, String text, int rows, Map<String, String> options) {
    return new SampleFile(name, text.getBytes(US_ASCII), rows, options);
  }

  /** A file of one of the contract's formats. */
  public static SampleFile of(ContractSample sample) throws IOException {
    return new SampleFile(sample.fileName(), sample.bytes(), sample.rowCount(), sample.options());
  }

  /** One of each format but text and fixed-length records. */
  static List<SampleFile> all() throws IOException {
    return List.of(csv(), npy(), arrow(), lengthPrefixed());
  }

  private static SampleFile csv() {
    StringBuilder text = new StringBuilder("id,name,amount\n");
    int rows = 15_000;
    for (int i = 0; i < rows; i++) {
      text.append(i)
          .append(i % 7 == 0 ? ",\"a \"\"name\"\", quoted\"," : ",plain,")
          .append(i / 4.0);
      text.append('\n');
    }
    return new SampleFile(
        "rows.csv",
        text.toString().getBytes(US_ASCII),
        rows,
        Map.of("header", "true", "inferSchema", "true", "escape", "\""));
  }

  private static SampleFile npy() {
    int rows = 50_000;
    ByteBuffer data = ByteBuffer.allocate(rows * 12).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < rows; i++) {
      data.putLong(i).putFloat(i / 8f);
    }
    String descr = "[('id', '<i8'), ('x', '<f4')]";
    byte[] bytes = NpyBytes.of(descr, "False", "(" + rows + ",)", data.array());
    return new SampleFile("array.npy", bytes, rows, Map.of());
  }

  private static SampleFile arrow() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int batches = 5;
    int batchRows = 20_000;
    try (RootAllocator allocator = new RootAllocator();
        BigIntVector id = new BigIntVector("id", allocator);
        VectorSchemaRoot root = VectorSchemaRoot.of(id);
        ArrowFileWriter writer = new ArrowFileWriter(root, null, Channels.newChannel(bytes))) {
      id.allocateNew(batchRows);
      root.setRowCount(batchRows);
      for (int batch = 0; batch < batches; batch++) {
        for (int row = 0; row < batchRows; row++) {
          id.set(row, (long) batch * batchRows + row);
        }
        writer.writeBatch();
      }
      writer.end();
    }
    return new SampleFile("columns.arrow", bytes.toByteArray(), batches * batchRows, Map.of());
  }

  private static SampleFile lengthPrefixed() {
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      records.add((i + "x".repeat(i % 300)).getBytes(US_ASCII));
    }
    LengthPrefix prefix =
        new LengthPrefix(LengthType.UINT32_LE, LengthPrefix.Counts.RECORD, 0, 1 << 20);
    return new SampleFile(
        "records",
        PlainPrefixedRecords.write(records, prefix),
        records.size(),
        Map.of("recordFormat", "lengthPrefixed"));
  }
}
