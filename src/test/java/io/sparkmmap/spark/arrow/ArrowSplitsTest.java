// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.mapping.GuardedPages;
import io.sparkmmap.core.mapping.GuardedPages.Edge;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrowSplitsTest {
  private static final int BATCHES = 4;
  private static final int STEP = 50;
  private static final StructType COLUMNS =
      StructType.fromDDL("id bigint, small int, flag boolean, text string, word string");

  @ParameterizedTest
  @CsvSource({
    "FILE,1",
    "FILE,7",
    "FILE,64",
    "FILE,997",
    "FILE,1000000",
    "STREAM,64",
    "STREAM,4096",
    "COMPRESSED,64",
    "COMPRESSED,4096"
  })
  void splitsOfEverySizeGiveTheFile(ArrowForm form, int splitBytes) throws IOException {
    byte[] file = ArrowSamples.write(form, BATCHES, STEP);
    int divided = 0;
    try (GuardedPages pages = new GuardedPages(file.length)) {
      RegionSource source = pages.source(file, Edge.END);
      StructType columns = columns(source);
      List<List<Object>> rows = new ArrayList<>();
      for (long start = 0; start < file.length; start += splitBytes) {
        long end = Math.min(file.length, start + splitBytes);
        List<List<Object>> found = ArrowRows.read(source, start, end, columns);
        divided += found.isEmpty() ? 0 : 1;
        rows.addAll(found);
      }
      List<List<Object>> expected = new ArrayList<>();
      for (long row = 0; row < ArrowSamples.rows(BATCHES, STEP); row++) {
        expected.add(ArrowSamples.row(row));
      }
      assertThat(rows).isEqualTo(expected);
    }
    if (form == ArrowForm.FILE && splitBytes == 1) {
      assertThat(divided).isEqualTo((int) ArrowSamples.rows(BATCHES, STEP));
    }
  }

  /** The dictionary's column has no name of its own. */
  private static StructType columns(RegionSource source) throws IOException {
    return ArrowRows.schema(source).fieldIndex("word") >= 0 ? COLUMNS : new StructType();
  }
}
