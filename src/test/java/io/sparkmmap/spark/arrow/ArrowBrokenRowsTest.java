// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.arrow.ArrowCursor;
import io.sparkmmap.core.arrow.ArrowFileException;
import io.sparkmmap.core.mapping.GuardedPages;
import io.sparkmmap.core.mapping.GuardedPages.Edge;
import io.sparkmmap.core.source.RegionSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Of a file with a broken row, the rows before it are handed out, however many it loads at once.
 */
class ArrowBrokenRowsTest {
  private static final int BATCHES = 2;
  private static final StructType COLUMNS = StructType.fromDDL("text string");

  /** Texts of three bytes, with one whose end lies before its start. */
  private static byte[] file(int batchRows, int brokenRow) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (RootAllocator allocator = new RootAllocator();
        VarCharVector text = new VarCharVector("text", allocator);
        VectorSchemaRoot root = VectorSchemaRoot.of(text);
        ArrowWriter writer = ArrowForm.FILE.writer(root, new MapDictionaryProvider(), bytes)) {
      writer.start();
      for (int batch = 0; batch < BATCHES; batch++) {
        root.clear();
        for (int row = 0; row < batchRows; row++) {
          text.setSafe(row, "abc".getBytes(StandardCharsets.UTF_8));
        }
        root.setRowCount(batchRows);
        int row = brokenRow - batch * batchRows;
        if (row >= 0 && row < batchRows) {
          text.getOffsetBuffer().setInt((row + 1L) * Integer.BYTES, row * 3 - 1);
        }
        writer.writeBatch();
      }
      writer.end();
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0",
    "100, 1",
    "100, 57",
    "100, 98",
    "100, 100",
    "100, 198",
    "70000, 1",
    "70000, 32767",
    "70000, 32768",
    "70000, 40001",
    "70000, 139998"
  })
  void theRowsBeforeItAreHandedOut(int batchRows, int brokenRow) throws IOException {
    byte[] file = file(batchRows, brokenRow);
    try (GuardedPages pages = new GuardedPages(file.length)) {
      RegionSource source = pages.source(file, Edge.END);
      for (int splits = 1; splits <= 7; splits += 3) {
        long before = 0;
        long behind = 0;
        boolean isBroken = false;
        for (int split = 0; split < splits; split++) {
          long start = (long) file.length * split / splits;
          long end = (long) file.length * (split + 1) / splits;
          try (ArrowCursor cursor =
              ArrowRows.open(source, ArrowRows.range(source, start, end), COLUMNS)) {
            while (cursor.next()) {
              before += isBroken ? 0 : cursor.count();
              behind += isBroken ? cursor.count() : 0;
            }
          } catch (ArrowFileException e) {
            assertThat(isBroken).isFalse();
            isBroken = true;
            assertThat(e).hasMessageContaining("'text'");
          }
        }
        assertThat(before).as("of %d splits", splits).isEqualTo(brokenRow);
        assertThat(behind).isLessThan((long) BATCHES * batchRows - brokenRow);
      }
    }
  }
}
