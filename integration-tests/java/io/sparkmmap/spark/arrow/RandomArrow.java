// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import io.sparkmmap.spark.RandomValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.apache.arrow.vector.TimeStampNanoVector;
import org.apache.arrow.vector.TimeStampSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.Text;

/** Arrow files of all types of columns that are compared and added up, of random values. */
public final class RandomArrow {
  private static final FieldType ENCODED =
      new FieldType(
          true,
          new ArrowType.Int(32, true),
          new DictionaryEncoding(1, false, new ArrowType.Int(32, true)));

  private final RandomValues values;
  private final Random random;

  public RandomArrow(RandomValues values) {
    this.values = values;
    this.random = values.random();
  }

  /** The names, and a null that is a value of the dictionary. */
  private static MapDictionaryProvider dictionaries(RootAllocator allocator) {
    VarCharVector names = new VarCharVector("names", allocator);
    for (int i = 0; i < RandomValues.NAMES.size(); i++) {
      names.setSafe(i, new Text(RandomValues.NAMES.get(i)));
    }
    names.setValueCount(RandomValues.NAMES.size() + 1);
    return new MapDictionaryProvider(new Dictionary(names, ENCODED.getDictionary()));
  }

  /** A column, and what sets a row of it to a random value. */
  private record Column(FieldVector vector, IntConsumer setter) {}

  private Column ints(BaseIntVector vector) {
    return new Column(vector, row -> vector.setWithPossibleTruncate(row, values.anyLong()));
  }

  private List<Column> columns(RootAllocator allocator) {
    BigIntVector i64 = new BigIntVector("i64", allocator);
    Float2Vector f16 = new Float2Vector("f16", allocator);
    Float4Vector f32 = new Float4Vector("f32", allocator);
    Float8Vector f64 = new Float8Vector("f64", allocator);
    BitVector flag = new BitVector("flag", allocator);
    DateDayVector day = new DateDayVector("day", allocator);
    DateMilliVector date = new DateMilliVector("date", allocator);
    DecimalVector decimal = new DecimalVector("amount", allocator, 9, 2);
    VarCharVector name = new VarCharVector("name", allocator);
    IntVector word = new IntVector(new Field("word", ENCODED, null), allocator);
    List<Column> columns = new ArrayList<>();
    columns.add(ints(new TinyIntVector("i8", allocator)));
    columns.add(ints(new SmallIntVector("i16", allocator)));
    columns.add(ints(new IntVector("i32", allocator)));
    columns.add(new Column(i64, row -> i64.setSafe(row, random.nextInt(9) - 4L)));
    columns.add(ints(new UInt1Vector("u8", allocator)));
    columns.add(ints(new UInt2Vector("u16", allocator)));
    columns.add(ints(new UInt4Vector("u32", allocator)));
    columns.add(ints(new UInt8Vector("u64", allocator)));
    columns.add(
        new Column(f16, row -> f16.setSafeWithPossibleTruncate(row, (float) values.anyDouble())));
    columns.add(new Column(f32, row -> f32.setSafe(row, (float) values.anyDouble())));
    columns.add(new Column(f64, row -> f64.setSafe(row, values.anyDouble())));
    columns.add(new Column(flag, row -> flag.setSafe(row, random.nextInt(2))));
    columns.add(new Column(day, row -> day.setSafe(row, random.nextInt(20) - 10)));
    columns.add(
        new Column(date, row -> date.setSafe(row, (random.nextInt(20) - 10) * 86_400_000L + 1)));
    columns.add(new Column(decimal, row -> decimal.setSafe(row, random.nextInt(20) - 10L)));
    columns.add(new Column(name, row -> name.setSafe(row, new Text(values.anyName()))));
    columns.add(
        new Column(word, row -> word.setSafe(row, random.nextInt(RandomValues.NAMES.size() + 1))));
    for (TimeStampVector time :
        List.of(
            new TimeStampSecVector("s", allocator),
            new TimeStampMilliTZVector("ms", allocator, "UTC"),
            new TimeStampMicroTZVector("us", allocator, "UTC"),
            new TimeStampNanoVector("ns", allocator))) {
      columns.add(new Column(time, row -> time.setSafe(row, random.nextInt(20) - 10L)));
    }
    return columns;
  }

  /**
   * Batches of different sizes, one of them without a row, with runs of nulls and of values.
   *
   * @param totalRows a multiple of seven
   * @param nullsInHundred how many of a hundred runs are nulls
   */
  public byte[] file(ArrowForm form, int totalRows, int nullsInHundred) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (RootAllocator allocator = new RootAllocator();
        MapDictionaryProvider dictionaries = dictionaries(allocator)) {
      List<Column> columns = columns(allocator);
      List<FieldVector> vectors = columns.stream().map(Column::vector).toList();
      try (VectorSchemaRoot root = new VectorSchemaRoot(vectors);
          ArrowWriter writer = form.writer(root, dictionaries, bytes)) {
        writer.start();
        for (int rows : new int[] {totalRows / 7, 0, totalRows / 7 * 5, totalRows / 7}) {
          root.clear();
          root.allocateNew();
          for (Column column : columns) {
            fill(column, rows, nullsInHundred);
          }
          root.setRowCount(rows);
          writer.writeBatch();
        }
        writer.end();
      }
    }
    return bytes.toByteArray();
  }

  private void fill(Column column, int rows, int nullsInHundred) {
    int runEnd = 0;
    boolean isNull = false;
    for (int row = 0; row < rows; row++) {
      if (row == runEnd) {
        isNull = random.nextInt(100) < nullsInHundred;
        runEnd += 1 + random.nextInt(random.nextInt(4) == 0 ? 150 : 5);
      }
      if (!isNull) {
        column.setter.accept(row);
      } else if (column.vector instanceof BaseFixedWidthVector fixed) {
        if (!(fixed instanceof BitVector)) { // what lies under a null means nothing
          fixed.getDataBuffer().setByte((row + 1L) * fixed.getTypeWidth() - 1, 0x7F);
        }
        fixed.setNull(row);
      }
    }
  }
}
