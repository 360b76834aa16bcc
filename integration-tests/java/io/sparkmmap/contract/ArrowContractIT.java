// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sparkmmap.contract.LargeFile.Numbers;
import io.sparkmmap.spark.arrow.ArrowForm;
import io.sparkmmap.spark.arrow.SparseArrowFile;
import io.sparkmmap.spark.arrow.SparseArrowFile.Column;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.util.Text;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** The contract of {@code recordFormat} {@code arrow}, in files of several record batches. */
class ArrowContractIT extends FormatContract {
  static final ContractFormat FORMAT = new Batches();

  @Override
  ContractFormat format() {
    return FORMAT;
  }

  private static final class Batches implements ContractFormat {
    private static final int BATCH_ROWS = 700;
    private static final int NAME = 5;

    @Override
    public String fileName() {
      return "columns.arrow";
    }

    @Override
    public StructType schema() {
      return CsvContractIT.FORMAT.schema();
    }

    @Override
    public Map<String, String> options() {
      return Map.of();
    }

    @Override
    public List<Row> rows(Random random, int count) {
      return new RandomRows(random, 10).numbered(schema(), count);
    }

    private static List<FieldVector> columns(RootAllocator allocator) {
      return List.of(
          new BigIntVector("id", allocator),
          new IntVector("i", allocator),
          new Float4Vector("f", allocator),
          new Float8Vector("x", allocator),
          new BitVector("flag", allocator),
          new VarCharVector("name", allocator),
          new DateDayVector("day", allocator),
          new TimeStampMicroTZVector("at", allocator, "UTC"),
          new DecimalVector("amount", allocator, 9, 2));
    }

    private static void set(FieldVector vector, int row, Object value) {
      if (value == null) {
        vector.setNull(row);
      } else if (vector instanceof BigIntVector longs) {
        longs.setSafe(row, (Long) value);
      } else if (vector instanceof IntVector ints) {
        ints.setSafe(row, (Integer) value);
      } else if (vector instanceof Float4Vector floats) {
        floats.setSafe(row, (Float) value);
      } else if (vector instanceof Float8Vector doubles) {
        doubles.setSafe(row, (Double) value);
      } else if (vector instanceof BitVector bits) {
        bits.setSafe(row, (Boolean) value ? 1 : 0);
      } else if (vector instanceof VarCharVector texts) {
        texts.setSafe(row, new Text((String) value));
      } else if (vector instanceof DateDayVector days) {
        days.setSafe(row, (int) ((LocalDate) value).toEpochDay());
      } else if (vector instanceof TimeStampMicroTZVector times) {
        times.setSafe(row, ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) value));
      } else {
        ((DecimalVector) vector).setSafe(row, (BigDecimal) value);
      }
    }

    @Override
    public byte[] file(List<Row> rows) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      write(bytes, rows, 1);
      return bytes.toByteArray();
    }

    @Override
    public void writeRepeated(Path file, List<Row> rows, int times) throws IOException {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
        write(out, rows, times);
      }
    }

    private static void write(OutputStream out, List<Row> rows, int times) throws IOException {
      try (RootAllocator allocator = new RootAllocator();
          VectorSchemaRoot root = new VectorSchemaRoot(columns(allocator));
          ArrowWriter writer = ArrowForm.FILE.writer(root, new MapDictionaryProvider(), out)) {
        writer.start();
        for (int start = 0; start < rows.size(); start += BATCH_ROWS) {
          List<Row> batch = rows.subList(start, Math.min(rows.size(), start + BATCH_ROWS));
          root.clear();
          root.allocateNew();
          for (int row = 0; row < batch.size(); row++) {
            for (int column = 0; column < batch.get(row).length(); column++) {
              set(root.getVector(column), row, batch.get(row).get(column));
            }
          }
          root.setRowCount(batch.size());
          for (int i = 0; i < times; i++) {
            writer.writeBatch();
          }
        }
        writer.end();
      }
    }

    /** A name that ends before it begins, and rows of the same record batch behind it. */
    @Override
    public byte[] broken(List<Row> rows) throws IOException {
      List<Row> all = new ArrayList<>(rows);
      all.addAll(rows.subList(0, BATCH_ROWS / 10));
      byte[] bytes = file(all);
      int batch = rows.size() / BATCH_ROWS * BATCH_ROWS;
      ByteBuffer ends =
          ByteBuffer.allocate(Integer.BYTES * (all.size() - batch + 1))
              .order(ByteOrder.LITTLE_ENDIAN);
      ends.putInt(0);
      int end = 0;
      for (Row row : all.subList(batch, all.size())) {
        String name = row.getString(NAME);
        end += name == null ? 0 : name.getBytes(UTF_8).length;
        ends.putInt(end);
      }
      int offsets = new String(bytes, ISO_8859_1).lastIndexOf(new String(ends.array(), ISO_8859_1));
      ByteBuffer.wrap(bytes).putInt(offsets + Integer.BYTES * (rows.size() - batch + 1), -1);
      return bytes;
    }

    /** One record batch, of whose columns one lies across 2^31 and one across 2^32. */
    @Override
    public LargeFile large(Path file) throws IOException {
      int rowBytes = 600;
      int rows = (int) (LargeFile.BYTES / rowBytes) + 1;
      SparseArrowFile sparse =
          SparseArrowFile.write(
              file,
              rows,
              List.of(
                  new Column("before", new ArrowType.FixedSizeBinary(196), 196L * rows),
                  new Column("v", new ArrowType.Int(64, true), 8L * rows),
                  new Column("between", new ArrowType.FixedSizeBinary(188), 188L * rows),
                  new Column("text", new ArrowType.Utf8View(), 16L * rows),
                  new Column("behind", new ArrowType.FixedSizeBinary(192), 192L * rows)));
      int numberBuffer = 3;
      int textBuffer = 7;
      Numbers named = new Numbers("v", "text = 'n'", Numbers.Kind.EXPRESSION, new TreeMap<>());
      for (long row : LargeFile.placesOfRows(sparse.offset(textBuffer), 16, rows)) {
        named.byRow().put(row, row + 1);
        ByteBuffer view = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        sparse.put(textBuffer, row * 16, view.putInt(1).put((byte) 'n').array());
      }
      Numbers all = Numbers.ofColumn("v");
      all.byRow().putAll(named.byRow());
      for (long row : LargeFile.placesOfRows(sparse.offset(numberBuffer), Long.BYTES, rows)) {
        all.byRow().put(row, row + 1);
      }
      for (long row : all.byRow().keySet()) {
        ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        sparse.put(numberBuffer, row * Long.BYTES, number.putLong(row + 1).array());
      }
      return new LargeFile(
          Map.of("recordFormat", "arrow"),
          Optional.empty(),
          rows,
          List.of(all, named),
          Optional.empty());
    }
  }
}
