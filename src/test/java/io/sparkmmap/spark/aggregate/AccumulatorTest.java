// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.spark.aggregate.Aggregate.Kind;
import io.sparkmmap.spark.filter.ColumnRef;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

class AccumulatorTest {
  private static List<Object> parts(Kind kind, BoxedColumn column) {
    return parts(kind, column, null);
  }

  private static List<Object> parts(Kind kind, BoxedColumn column, byte[] truths) {
    ColumnRef ref = new ColumnRef("c", column.dataType(), ColumnRef.Kind.RECORD);
    Accumulator accumulator = Accumulator.of(new Aggregate(kind, ref), column);
    accumulator.add(0, column.rows(), truths);
    return accumulator.parts();
  }

  private static BoxedColumn longs(Object... values) {
    return new BoxedColumn(DataTypes.LongType, values);
  }

  @Test
  void nullsAndRowsThatDoNotPassCountForNothing() {
    byte[] truths = {2, 2, 0, 1, 2};
    BoxedColumn column = longs(5L, null, 100L, 100L, -7L);
    assertThat(parts(Kind.COUNT, column, truths)).containsExactly(2L);
    assertThat(parts(Kind.SUM, column, truths)).containsExactly(-2L);
    assertThat(parts(Kind.MIN, column, truths)).containsExactly(-7L);
    assertThat(parts(Kind.MAX, column, truths)).containsExactly(5L);
    assertThat(parts(Kind.MAX, longs(null, null))).containsExactly((Object) null);
    assertThat(parts(Kind.SUM, longs((Object) null))).containsExactly((Object) null);
    assertThat(parts(Kind.COUNT, longs((Object) null))).containsExactly(0L);
  }

  @Test
  void aSumThatIsBackWithinALongIsExact() {
    assertThat(parts(Kind.SUM, longs(Long.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE)))
        .containsExactly(Long.MAX_VALUE - 1);
  }

  @Test
  void aSumBeyondALongIsInPartsThatOverflowAndWrapAroundToTheSame() {
    for (long end : new long[] {Long.MAX_VALUE, Long.MIN_VALUE}) {
      List<Object> parts = parts(Kind.SUM, longs(end, end, end / 2, 17L * Long.signum(end), end));
      long wrapped = parts.stream().mapToLong(part -> (Long) part).sum();
      assertThat(wrapped).isEqualTo(end + end + end / 2 + 17L * Long.signum(end) + end);
      long first = (Long) parts.get(0);
      long second = (Long) parts.get(1);
      assertThat(Long.signum(first + second)).isNotEqualTo(Long.signum(first));
    }
  }

  @Test
  void doublesAreComparedAsInSpark() {
    BoxedColumn zeros = new BoxedColumn(DataTypes.DoubleType, -0.0, 0.0, null);
    assertThat(parts(Kind.MAX, zeros)).containsExactly(-0.0);
    assertThat(parts(Kind.MIN, zeros)).containsExactly(-0.0);
    BoxedColumn nan =
        new BoxedColumn(DataTypes.DoubleType, Double.NaN, 1.0, Double.POSITIVE_INFINITY);
    assertThat(parts(Kind.MAX, nan)).containsExactly(Double.NaN);
    assertThat(parts(Kind.MIN, nan)).containsExactly(1.0);
  }

  @Test
  void rowsHoldThePartsOfAllAggregates() {
    BoxedColumn column = longs(Long.MAX_VALUE, Long.MAX_VALUE, 9L);
    ColumnRef ref = new ColumnRef("c", column.dataType(), ColumnRef.Kind.RECORD);
    List<Accumulator> accumulators =
        List.of(
            Accumulator.of(new Aggregate(Kind.COUNT, null), null),
            Accumulator.of(new Aggregate(Kind.SUM, ref), column),
            Accumulator.of(new Aggregate(Kind.MIN, ref), column));
    accumulators.forEach(accumulator -> accumulator.add(0, 3, null));
    assertThat(Accumulator.rows(accumulators))
        .containsExactly(
            new Object[] {3L, Long.MAX_VALUE, 9L},
            new Object[] {0L, Long.MAX_VALUE, null},
            new Object[] {0L, 9L, null});
  }
}
