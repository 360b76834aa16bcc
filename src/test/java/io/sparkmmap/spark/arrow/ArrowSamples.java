// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.Text;

/** Files that Arrow Java writes, with one row more in each batch than in the one before. */
final class ArrowSamples {
  static final String LONG_TEXT = "a text that views have elsewhere ";
  private static final String[] WORDS = {"red", "green", "blue"};

  private ArrowSamples() {}

  /**
   * A file.
   *
   * @param batches how many, of 0, 1, 2 ... times {@code step} rows
   */
  static byte[] write(ArrowForm form, int batches, int step) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    MapDictionaryProvider dictionaries = new MapDictionaryProvider();
    try (RootAllocator allocator = new RootAllocator();
        BigIntVector id = new BigIntVector("id", allocator);
        IntVector small = new IntVector("small", allocator);
        BitVector flag = new BitVector("flag", allocator);
        DecimalVector amount = new DecimalVector("amount", allocator, 20, 2);
        VarCharVector text = new VarCharVector("text", allocator);
        LargeVarCharVector large = new LargeVarCharVector("large", allocator);
        ViewVarCharVector view = new ViewVarCharVector("view", allocator);
        ListVector list = ListVector.empty("list", allocator);
        FixedSizeListVector pair = FixedSizeListVector.empty("pair", 2, allocator);
        StructVector struct = StructVector.empty("struct", allocator);
        VarCharVector words = new VarCharVector("words", allocator);
        VarCharVector word = new VarCharVector("word", allocator)) {
      BigIntVector element =
          (BigIntVector)
              list.addOrGetVector(FieldType.nullable(new ArrowType.Int(64, true))).getVector();
      IntVector half =
          (IntVector)
              pair.addOrGetVector(FieldType.nullable(new ArrowType.Int(32, true))).getVector();
      VarCharVector name =
          struct.addOrGet("name", FieldType.nullable(new ArrowType.Utf8()), VarCharVector.class);
      words.allocateNew();
      for (int i = 0; i < WORDS.length; i++) {
        words.setSafe(i, new Text(WORDS[i]));
      }
      words.setValueCount(WORDS.length);
      Dictionary dictionary =
          new Dictionary(words, new DictionaryEncoding(1, false, new ArrowType.Int(8, true)));
      dictionaries.put(dictionary);
      setWords(word, 0);
      try (FieldVector indices = (FieldVector) DictionaryEncoder.encode(word, dictionary)) {
        VectorSchemaRoot root =
            VectorSchemaRoot.of(
                id, small, flag, amount, text, large, view, list, pair, struct, indices);
        try (ArrowWriter writer = form.writer(root, dictionaries, bytes)) {
          writer.start();
          long next = 0;
          for (int batch = 0; batch < batches; batch++) {
            int rows = batch * step;
            root.clear();
            root.allocateNew();
            for (int row = 0; row < rows; row++) {
              long value = next++;
              id.setSafe(row, value);
              indicesSet(indices, row, value);
              if (value % 5 == 3) {
                continue; // nulls
              }
              small.setSafe(row, (int) value * 3);
              flag.setSafe(row, (int) (value & 1));
              amount.setSafe(row, value * 7);
              text.setSafe(row, new Text(text(value)));
              large.setSafe(row, new Text(text(value)));
              view.setSafe(row, new Text(text(value)));
              list.startNewValue(row);
              for (int i = 0; i < value % 3; i++) {
                element.setSafe(elementIndex(list, row) + i, value + i);
              }
              list.endValue(row, (int) (value % 3));
              pair.setNotNull(row);
              half.setSafe(2 * row, (int) value);
              struct.setIndexDefined(row);
              name.setSafe(row, new Text(text(value)));
            }
            root.setRowCount(rows);
            writer.writeBatch();
          }
          writer.end();
        }
      }
    }
    return bytes.toByteArray();
  }

  private static int elementIndex(ListVector list, int row) {
    return list.getOffsetBuffer().getInt((long) row * Integer.BYTES);
  }

  private static void indicesSet(FieldVector indices, int row, long value) {
    ((org.apache.arrow.vector.TinyIntVector) indices).setSafe(row, (int) (value % WORDS.length));
  }

  private static void setWords(VarCharVector word, int rows) {
    word.allocateNew();
    word.setValueCount(rows);
  }

  static String text(long value) {
    return value % 2 == 0 ? "t" + value : LONG_TEXT + value;
  }

  /** How many rows a file has. */
  static long rows(int batches, int step) {
    return (long) batches * (batches - 1) / 2 * step;
  }

  /** What a row reads as, null and all. */
  static List<Object> row(long value) {
    boolean isNull = value % 5 == 3;
    return java.util.Arrays.asList(
        value,
        isNull ? null : (int) value * 3,
        isNull ? null : (value & 1) != 0,
        isNull ? null : text(value),
        WORDS[(int) (value % WORDS.length)]);
  }
}
