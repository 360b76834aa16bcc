// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.arrow.ArrowCursor;
import io.sparkmmap.core.mapping.GuardedPages;
import io.sparkmmap.core.mapping.GuardedPages.Edge;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.spark.vector.SelectedVector;
import io.sparkmmap.spark.vector.StringKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.Text;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of many values at once is what is read of them one by one. */
class ArrowBulkReadsTest {
  private static final int ROWS = 300;
  private static final int RUN = 3;
  private static final byte MARK = 7;

  private static byte[] file;

  /** Of every length, and none at all in every seventh row. */
  private static Text text(int row) {
    return row % 7 == 4 ? null : new Text("abcdefghijklmnopqrstuvwxyz".substring(0, row % 27));
  }

  @BeforeAll
  static void write() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    MapDictionaryProvider dictionaries = new MapDictionaryProvider();
    FieldType encoded =
        new FieldType(
            true,
            new ArrowType.Int(32, true),
            new DictionaryEncoding(1, false, new ArrowType.Int(32, true)));
    try (RootAllocator allocator = new RootAllocator();
        VarCharVector text = new VarCharVector("text", allocator);
        VarCharVector full = new VarCharVector("full", allocator);
        LargeVarCharVector large = new LargeVarCharVector("large", allocator);
        ViewVarCharVector view = new ViewVarCharVector("view", allocator);
        NullVector nothing = new NullVector("nothing");
        RunEndEncodedVector runs = RunEndEncodedVector.empty("runs", allocator);
        VarCharVector words = new VarCharVector("words", allocator);
        IntVector word = new IntVector(new Field("word", encoded, null), allocator)) {
      runs.initializeChildrenFromFields(
          List.of(
              new Field("run_ends", FieldType.notNullable(new ArrowType.Int(32, true)), null),
              new Field("values", FieldType.nullable(new ArrowType.Utf8()), null)));
      runs.allocateNew();
      view.allocateNew();
      words.allocateNew();
      dictionaries.put(new Dictionary(words, encoded.getDictionary()));
      for (int row = 0; row < ROWS; row++) {
        Text value = text(row);
        full.setSafe(row, new Text("" + row));
        word.setSafe(row, row % RUN);
        if (value != null) {
          text.setSafe(row, value);
          large.setSafe(row, value);
          view.setSafe(row, value);
        }
        if (row % RUN == RUN - 1) {
          ((IntVector) runs.getRunEndsVector()).setSafe(row / RUN, row + 1);
          if (value != null) {
            ((VarCharVector) runs.getValuesVector()).setSafe(row / RUN, value);
          }
        }
      }
      words.setSafe(0, new Text("first"));
      words.setSafe(2, new Text("the third of the words"));
      words.setValueCount(RUN);
      runs.getRunEndsVector().setValueCount(ROWS / RUN);
      runs.getValuesVector().setValueCount(ROWS / RUN);
      runs.setValueCount(ROWS);
      VectorSchemaRoot root = VectorSchemaRoot.of(text, full, large, view, nothing, runs, word);
      root.setRowCount(ROWS);
      try (ArrowFileWriter writer =
          new ArrowFileWriter(root, dictionaries, Channels.newChannel(bytes))) {
        writer.start();
        writer.writeBatch();
        writer.end();
      }
    }
    file = bytes.toByteArray();
  }

  /** Columns of batches: of a whole file, and of its rows divided among splits. */
  private interface Check {
    void of(ArrowVector vector, int from, int count);
  }

  private static void each(int splits, Check check) throws IOException {
    int rows = 0;
    try (GuardedPages pages = new GuardedPages(file.length)) {
      RegionSource source = pages.source(file, Edge.END);
      StructType columns = ArrowRows.schema(source);
      for (int split = 0; split < splits; split++) {
        long start = (long) file.length * split / splits;
        long end = (long) file.length * (split + 1) / splits;
        try (ArrowCursor cursor =
            ArrowRows.open(source, ArrowRows.range(source, start, end), columns)) {
          while (cursor.next()) {
            rows += cursor.count();
            for (ArrowVector vector : vectors(cursor, columns)) {
              check.of(vector, 0, cursor.count());
              check.of(vector, cursor.count() / 3, cursor.count() / 2);
            }
          }
        }
      }
    }
    assertThat(rows).isEqualTo(ROWS);
  }

  private static List<ArrowVector> vectors(ArrowCursor cursor, StructType columns) {
    List<ArrowVector> vectors = new ArrayList<>();
    for (int i = 0; i < columns.length(); i++) {
      ArrowVector vector =
          new ArrowVectors(new ReadStatistics())
              .of(cursor.columns().get(i), columns.fields()[i].dataType())
              .ofColumn(i);
      vector.moveTo(cursor);
      vectors.add(vector);
    }
    return vectors;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64})
  void nullsAreMarkedWhereverTheyAreKept(int splits) throws IOException {
    each(
        splits,
        (vector, from, count) -> {
          byte[] expected = new byte[count];
          boolean any = false;
          for (int i = 0; i < count; i++) {
            boolean isNull = vector.isNullAt(from + i);
            expected[i] = isNull ? MARK : 0;
            any |= isNull;
          }
          byte[] marks = new byte[count];
          assertThat(vector.markNulls(from, count, MARK, marks)).isEqualTo(any);
          assertThat(marks).isEqualTo(expected);
          assertThat(vector.hasNull() || !any).isTrue();
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64})
  void keysOfStringsAreThoseOfEach(int splits) throws IOException {
    each(
        splits,
        (vector, from, count) -> {
          if (!(vector.dataType() instanceof StringType)) {
            return;
          }
          long[][] keys = new long[3][count];
          vector.copyStringKeys(from, count, new StringKeys(keys[0], keys[1], keys[2]));
          long[][] expected = new long[3][1];
          StringKeys one = new StringKeys(expected[0], expected[1], expected[2]);
          for (int i = 0; i < count; i++) {
            boolean isNull = vector.isNullAt(from + i);
            assertThat(StringKeys.isNull(keys[2][i])).isEqualTo(isNull);
            if (!isNull) {
              one.set(0, vector.getUTF8String(from + i));
              assertThat(new long[] {keys[0][i], keys[1][i], keys[2][i]})
                  .containsExactly(expected[0][0], expected[1][0], expected[2][0]);
            }
          }
        });
  }

  /** A field of structs in a dictionary is asked for once, and the dictionary replaced later. */
  @Test
  void fieldsOfDictionaryValuesFollowTheDictionary() throws IOException {
    byte[] stream = structsInDictionaries();
    List<String> names = new ArrayList<>();
    try (GuardedPages pages = new GuardedPages(stream.length)) {
      RegionSource source = pages.source(stream, Edge.END);
      StructType columns = ArrowRows.schema(source);
      try (ArrowCursor cursor =
          ArrowRows.open(source, ArrowRows.range(source, 0, stream.length), columns)) {
        ArrowVector vector = null;
        ColumnVector name = null;
        while (cursor.next()) {
          if (vector == null) {
            vector = vectors(cursor, columns).get(0);
            name = new SelectedVector(vector, new int[] {0, 1}).getChild(0);
          }
          vector.moveTo(cursor);
          names.add(name.getUTF8String(0) + " " + name.getUTF8String(1));
        }
      }
    }
    assertThat(names).containsExactly("b0 a0", "b1 a1", "b2 a2");
  }

  private static byte[] structsInDictionaries() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    MapDictionaryProvider dictionaries = new MapDictionaryProvider();
    FieldType encoded =
        new FieldType(
            true,
            new ArrowType.Int(32, true),
            new DictionaryEncoding(1, false, new ArrowType.Int(32, true)));
    try (RootAllocator allocator = new RootAllocator();
        StructVector values = StructVector.empty("values", allocator);
        IntVector index = new IntVector(new Field("index", encoded, null), allocator)) {
      VarCharVector name =
          values.addOrGet("name", FieldType.nullable(new ArrowType.Utf8()), VarCharVector.class);
      dictionaries.put(new Dictionary(values, encoded.getDictionary()));
      VectorSchemaRoot root = VectorSchemaRoot.of(index);
      try (ArrowStreamWriter writer =
          new ArrowStreamWriter(root, dictionaries, Channels.newChannel(bytes))) {
        for (int batch = 0; batch < 3; batch++) {
          values.reset();
          for (int i = 0; i < 2; i++) {
            values.setIndexDefined(i);
            name.setSafe(i, new Text((i == 0 ? "a" : "b") + batch));
            index.setSafe(i, 1 - i);
          }
          values.setValueCount(2);
          root.setRowCount(2);
          if (batch == 0) {
            writer.start();
          }
          writer.writeBatch();
        }
        writer.end();
      }
    }
    return bytes.toByteArray();
  }
}
