// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.spark.filter.Aggregate.Kind;
import io.sparkmmap.spark.vector.RecordVector;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

class AccumulatorTest {
  /** A column of boxed values, some of them null. */
  private static final class Values extends RecordVector {
    private final Object[] values;

    Values(DataType type, Object... values) {
      super(type);
      this.values = values;
    }

    @Override
    public void moveTo(BatchCursor cursor) {}

    @Override
    public boolean hasNull() {
      return true;
    }

    @Override
    public boolean isNullAt(int row) {
      return values[row] == null;
    }

    @Override
    public long getLong(int row) {
      return (Long) values[row];
    }

    @Override
    public double getDouble(int row) {
      return (Double) values[row];
    }
  }

  private static List<Object> parts(Kind kind, Values column) {
    return parts(kind, column, null);
  }

  private static List<Object> parts(Kind kind, Values column, byte[] truths) {
    ColumnRef ref = new ColumnRef("c", column.dataType(), ColumnRef.Kind.RECORD);
    Accumulator accumulator = Accumulator.of(new Aggregate(kind, ref), column);
    accumulator.add(0, column.values.length, truths);
    return accumulator.parts();
  }

  private static Values longs(Object... values) {
    return new Values(DataTypes.LongType, values);
  }

  @Test
  void nullsAndRowsThatDoNotPassCountForNothing() {
    byte[] truths = {2, 2, 0, 1, 2};
    Values column = longs(5L, null, 100L, 100L, -7L);
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
    Values zeros = new Values(DataTypes.DoubleType, -0.0, 0.0, null);
    assertThat(parts(Kind.MAX, zeros)).containsExactly(-0.0);
    assertThat(parts(Kind.MIN, zeros)).containsExactly(-0.0);
    Values nan = new Values(DataTypes.DoubleType, Double.NaN, 1.0, Double.POSITIVE_INFINITY);
    assertThat(parts(Kind.MAX, nan)).containsExactly(Double.NaN);
    assertThat(parts(Kind.MIN, nan)).containsExactly(1.0);
    assertThat(SortKey.of(-0.0))
        .isEqualTo(SortKey.of(0.0))
        .isLessThan(SortKey.of(Double.MIN_VALUE));
    assertThat(SortKey.of(Double.longBitsToDouble(-1L))) // a NaN with its sign set
        .isEqualTo(SortKey.of(Double.NaN))
        .isGreaterThan(SortKey.of(Double.POSITIVE_INFINITY));
    assertThat(SortKey.toDouble(SortKey.of(-2.5))).isEqualTo(-2.5);
  }

  @Test
  void rowsHoldThePartsOfAllAggregates() {
    Values column = longs(Long.MAX_VALUE, Long.MAX_VALUE, 9L);
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
