// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.arrow.ArrowCursor;
import io.sparkmmap.core.mapping.GuardedPages;
import io.sparkmmap.core.mapping.GuardedPages.Edge;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.fuzz.ParserFuzz;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ArrowFuzzTest {
  private static final int BATCHES = 3;
  private static final int STEP = 6;

  private static boolean documented(Throwable error) {
    return error instanceof IOException
        || error instanceof IllegalArgumentException
        || error instanceof ArithmeticException;
  }

  @Test
  void anyBytesAreRowsOrAClearError() throws IOException {
    List<byte[]> valid =
        List.of(
            ArrowSamples.write(ArrowForm.FILE, BATCHES, STEP),
            ArrowSamples.write(ArrowForm.STREAM, BATCHES, STEP),
            ArrowSamples.write(ArrowForm.COMPRESSED, BATCHES, STEP));
    List<byte[]> pieces =
        ParserFuzz.latin(
            "\u0001", "\u00FF", "\u0000\u0000\u0000\u0000", "\u00FF\u00FF\u00FF\u007F");
    try (GuardedPages pages = new GuardedPages(ParserFuzz.MAX_INPUT_BYTES)) {
      ParserFuzz.Outcome outcome =
          new ParserFuzz("arrow", valid, pieces)
              .refusing(ArrowFuzzTest::documented)
              .run((input, random) -> readSomehow(pages, flipped(input, valid, random), random));

      assertThat(outcome.answers()).isGreaterThan(1_000);
      assertThat(outcome.refusals()).isGreaterThan(1_000);
    }
  }

  /** Half of the time a few bytes of a valid file, for what was cut ends at the first look. */
  private static byte[] flipped(byte[] input, List<byte[]> valid, Random random) {
    if (random.nextBoolean()) {
      return input;
    }
    byte[] bytes = valid.get(random.nextInt(valid.size())).clone();
    for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }
    return bytes;
  }

  private static void readSomehow(GuardedPages pages, byte[] input, Random random)
      throws IOException {
    RegionSource source = pages.source(input, random.nextBoolean() ? Edge.START : Edge.END);
    if (input.length == 0) {
      return;
    }
    StructType schema = ArrowRows.schema(source);
    long border = random.nextInt(input.length + 1);
    long rows = ArrowRows.read(source, 0, border, schema).size();
    rows += ArrowRows.read(source, border, input.length, schema).size();
    long counted = count(source, 0, border) + count(source, border, input.length);
    assertThat(counted).isEqualTo(rows);
  }

  private static long count(RegionSource source, long start, long end) throws IOException {
    long rows = 0;
    try (ArrowCursor cursor =
        ArrowRows.open(source, ArrowRows.range(source, start, end), new StructType())) {
      while (cursor.next()) {
        rows += cursor.count();
      }
    }
    return rows;
  }
}
