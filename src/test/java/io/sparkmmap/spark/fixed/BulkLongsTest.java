// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.layout.Field;
import io.sparkmmap.core.layout.StructLayout;
import io.sparkmmap.core.mapping.GuardedPages;
import io.sparkmmap.core.mapping.GuardedPages.Edge;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.FixedLengthCursor;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.spark.vector.LongRange;
import io.sparkmmap.spark.vector.RecordVector;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Random;
import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Integers that are added up and compared where they lie, against what copies of them give. */
class BulkLongsTest {
  private static final int RECORDS = 300;
  private static final byte ADDED = 2;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v int8",
        "v uint8",
        "v bool",
        "v int16be",
        "v uint16",
        "v int32",
        "v int32be",
        "a int8, v uint32",
        "v date32, b int16",
        "v int64",
        "a int8, v int64be, b int8",
        "v timestamp_us",
        "v timestamp_ms"
      })
  void sumsAndComparisonsAreThoseOfTheCopiedValues(String text) throws Exception {
    Random random = new Random(20261121);
    StructLayout layout = StructLayout.parse(text, ByteOrder.LITTLE_ENDIAN);
    byte[] records = new byte[RECORDS * layout.recordLength()];
    random.nextBytes(records);
    if (text.contains("timestamp_ms")) { // of which not all are microseconds
      for (int i = 7; i < records.length; i += 8) {
        records[i] = 0;
        records[i - 1] = 0;
      }
    }
    int ordinal = text.startsWith("a ") ? 1 : 0;
    Field field = layout.fields().get(ordinal);
    DataType type = FieldTypes.toSpark(layout).apply(ordinal).dataType();
    RecordVector vector =
        StrideVectors.of(field.type(), type, field.position(), new ReadStatistics());
    try (GuardedPages pages = new GuardedPages(records.length)) {
      RegionSource source = pages.source(records, Edge.END);
      DataRange all = DataRange.of(0, records.length, records.length);
      try (FixedLengthCursor cursor =
          new FixedLengthCursor(source, all, layout.recordLength(), RECORDS)) {
        assertThat(cursor.next()).isTrue();
        vector.moveTo(cursor);
        for (int i = 0; i < 200; i++) {
          int from = random.nextInt(cursor.count());
          check(vector, from, random.nextInt(cursor.count() - from + 1), random);
        }
      }
    }
  }

  private static void check(RecordVector vector, int from, int count, Random random) {
    long[] values = new long[count];
    vector.copyLongs(from, count, values);
    byte[] marks = new byte[count];
    long[] extremes = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, Integer.MIN_VALUE, 1L << 32};
    long literal =
        count == 0 || random.nextInt(3) == 0
            ? extremes[random.nextInt(extremes.length)]
            : values[random.nextInt(count)];
    long other = random.nextBoolean() ? literal : extremes[random.nextInt(extremes.length)];
    LongRange range = new LongRange(literal, other, (byte) 5, (byte) 9);
    byte[] outcomes = new byte[count];
    BigInteger sum = BigInteger.ZERO;
    BigInteger markedSum = BigInteger.ZERO;
    int marked = 0;
    byte[] expected = new byte[count];
    for (int i = 0; i < count; i++) {
      marks[i] = (byte) random.nextInt(3);
      BigInteger value = BigInteger.valueOf(values[i]);
      sum = sum.add(value);
      markedSum = marks[i] == ADDED ? markedSum.add(value) : markedSum;
      marked += marks[i] == ADDED ? 1 : 0;
      expected[i] = (byte) (literal <= values[i] && values[i] <= other ? 5 : 9);
    }

    long[] sums = new long[2];
    vector.addLongs(from, count, sums);
    assertThat(total(sums)).isEqualTo(sum);

    long[] markedSums = new long[2];
    assertThat(vector.addLongs(from, count, marks, markedSums)).isEqualTo(marked);
    assertThat(total(markedSums)).isEqualTo(markedSum);

    vector.compareLongs(from, count, range, outcomes);
    assertThat(outcomes).isEqualTo(expected);
  }

  private static BigInteger total(long[] sums) {
    return BigInteger.valueOf(sums[0]).shiftLeft(32).add(BigInteger.valueOf(sums[1]));
  }
}
