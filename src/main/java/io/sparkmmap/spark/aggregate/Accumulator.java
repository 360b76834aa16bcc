// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.aggregate;

import io.sparkmmap.spark.filter.BoundFilter;
import io.sparkmmap.spark.filter.ColumnRef;
import io.sparkmmap.spark.vector.RecordVector;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.FloatType;

/**
 * Gathers one aggregate over the rows of a task, some hundred at a time. For one thread. Longs and
 * doubles have classes of their own, so that no loop branches on the type of its values.
 */
abstract class Accumulator {
  /** Makes an accumulator over a column, which is null for {@code COUNT(*)}. */
  static Accumulator of(Aggregate aggregate, RecordVector column) {
    if (aggregate.kind() == Aggregate.Kind.COUNT) {
      return new Counter(column);
    }
    boolean floating = aggregate.column().order() == ColumnRef.Order.FLOATING;
    if (aggregate.kind() == Aggregate.Kind.SUM) {
      return floating ? new SumOfDoubles(column) : new SumOfLongs(column);
    }
    boolean greatest = aggregate.kind() == Aggregate.Kind.MAX;
    return floating ? new ExtremeDouble(column, greatest) : new ExtremeLong(column, greatest);
  }

  /**
   * Takes in rows.
   *
   * @param from the first row of the batch to read
   * @param rows at most {@link BoundFilter#MAX_ROWS}
   * @param truths of the rows, from index 0: those that are not {@link BoundFilter#TRUE} do not
   *     count, and may be set to null here where the column's value is; null if all rows count
   */
  abstract void add(int from, int rows, byte[] truths);

  /**
   * What Spark is to put together, in its internal form: one value, or several where one could not
   * hold the sum; null for an aggregate of nothing.
   */
  abstract List<Object> parts();

  /** The rows that count: those that passed and have a value. */
  private static final class Present {
    private final RecordVector column;
    private final byte[] truths = new byte[BoundFilter.MAX_ROWS];

    Present(RecordVector column) {
      this.column = column;
    }

    /** The truths without the rows in which the column is null, or null if all rows count. */
    byte[] of(int from, int rows, byte[] passed) {
      if (!column.hasNull()) {
        return passed;
      }
      if (passed == null) {
        Arrays.fill(truths, 0, rows, BoundFilter.TRUE);
      } else {
        System.arraycopy(passed, 0, truths, 0, rows);
      }
      return column.markNulls(from, rows, BoundFilter.NULL, truths) ? truths : passed;
    }
  }

  private static final class Counter extends Accumulator {
    private final Present present;
    private long count;

    Counter(RecordVector column) {
      this.present = column == null ? null : new Present(column);
    }

    @Override
    void add(int from, int rows, byte[] truths) {
      byte[] counted = present == null ? truths : present.of(from, rows, truths);
      count += counted == null ? rows : count(counted, rows);
    }

    private static int count(byte[] truths, int rows) {
      int count = 0;
      for (int i = 0; i < rows; i++) {
        count += truths[i] >> 1;
      }
      return count;
    }

    @Override
    List<Object> parts() {
      return List.of(count);
    }
  }

  /**
   * Adds up integers without ever losing a digit. Whether a sum beyond a long is an error, a null
   * or wraps around is for Spark to say, which knows what the query asked for: it is handed numbers
   * that add up to the sum modulo 2^64, and of which the first two overflow.
   */
  private static final class SumOfLongs extends Accumulator {
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);

    private final RecordVector column;
    private final Present present;
    private BigInteger total = BigInteger.ZERO;
    private final long[] sums = new long[2];
    private long counted;
    private long sinceFolded;

    SumOfLongs(RecordVector column) {
      this.column = column;
      this.present = new Present(column);
    }

    @Override
    void add(int from, int rows, byte[] truths) {
      byte[] added = present.of(from, rows, truths);
      if (added == null) {
        counted += rows;
        column.addLongs(from, rows, sums);
      } else {
        counted += column.addLongs(from, rows, added, sums);
      }
      sinceFolded += rows;
      if (sinceFolded >= 1 << 30) { // below 2^31 rows neither sum of 32-bit numbers can overflow
        fold();
      }
    }

    private void fold() {
      total = total.add(BigInteger.valueOf(sums[0]).shiftLeft(32)).add(BigInteger.valueOf(sums[1]));
      Arrays.fill(sums, 0);
      sinceFolded = 0;
    }

    @Override
    List<Object> parts() {
      if (counted == 0) {
        return Arrays.asList((Object) null);
      }
      fold();
      if (total.bitLength() < Long.SIZE) {
        return List.of(total.longValueExact());
      }
      BigInteger most = total.signum() > 0 ? MAX : MIN;
      BigInteger rest = total.subtract(most).subtract(most);
      return List.of(most.longValueExact(), most.longValueExact(), rest.longValue());
    }
  }

  /** Adds up in the order of the rows, as Spark does, so that the result is the same to the bit. */
  private static final class SumOfDoubles extends Accumulator {
    private final RecordVector column;
    private final Present present;
    private final double[] values = new double[BoundFilter.MAX_ROWS];
    private double sum;
    private boolean any;

    SumOfDoubles(RecordVector column) {
      this.column = column;
      this.present = new Present(column);
    }

    @Override
    void add(int from, int rows, byte[] truths) {
      byte[] added = present.of(from, rows, truths);
      column.copyDoubles(from, rows, values);
      double running = sum;
      if (added == null) {
        any |= rows > 0;
        for (int i = 0; i < rows; i++) {
          running += values[i];
        }
      } else {
        for (int i = 0; i < rows; i++) {
          if (added[i] == BoundFilter.TRUE) {
            running += values[i];
            any = true;
          }
        }
      }
      sum = running;
    }

    @Override
    List<Object> parts() {
      return Arrays.asList(any ? (Object) sum : null);
    }
  }

  private static final class ExtremeLong extends Accumulator {
    private final RecordVector column;
    private final Present present;
    private final boolean greatest;
    private final long neutral;
    private final long[] values = new long[BoundFilter.MAX_ROWS];
    private long extreme;
    private long counted;

    ExtremeLong(RecordVector column, boolean greatest) {
      this.column = column;
      this.present = new Present(column);
      this.greatest = greatest;
      this.neutral = greatest ? Long.MIN_VALUE : Long.MAX_VALUE;
      this.extreme = neutral;
    }

    @Override
    void add(int from, int rows, byte[] truths) {
      byte[] looked = present.of(from, rows, truths);
      column.copyLongs(from, rows, values);
      if (looked == null) {
        counted += rows;
      } else {
        counted += Counter.count(looked, rows);
        for (int i = 0; i < rows; i++) {
          values[i] = looked[i] == BoundFilter.TRUE ? values[i] : neutral;
        }
      }
      extreme = greatest ? max(extreme, values, rows) : min(extreme, values, rows);
    }

    private static long max(long start, long[] values, int rows) {
      long max = start;
      for (int i = 0; i < rows; i++) {
        max = Math.max(max, values[i]);
      }
      return max;
    }

    private static long min(long start, long[] values, int rows) {
      long min = start;
      for (int i = 0; i < rows; i++) {
        min = Math.min(min, values[i]);
      }
      return min;
    }

    @Override
    List<Object> parts() {
      return Arrays.asList(counted == 0 ? null : IntegerValues.of(column.dataType(), extreme));
    }
  }

  private static final class ExtremeDouble extends Accumulator {
    private final RecordVector column;
    private final Present present;
    private final boolean greatest;
    private final double[] values = new double[BoundFilter.MAX_ROWS];
    private double extreme;
    private boolean any;

    ExtremeDouble(RecordVector column, boolean greatest) {
      this.column = column;
      this.present = new Present(column);
      this.greatest = greatest;
    }

    @Override
    void add(int from, int rows, byte[] truths) {
      byte[] looked = present.of(from, rows, truths);
      column.copyDoubles(from, rows, values);
      for (int i = 0; i < rows; i++) {
        if (looked == null || looked[i] == BoundFilter.TRUE) {
          double value = values[i];
          if (!any || Extremes.replaces(value, extreme, greatest)) {
            extreme = value;
            any = true;
          }
        }
      }
    }

    @Override
    List<Object> parts() {
      if (!any) {
        return Arrays.asList((Object) null);
      }
      boolean single = column.dataType() instanceof FloatType;
      return List.of(single ? (Object) (float) extreme : (Object) extreme);
    }
  }

  /**
   * The rows that hold the parts of several accumulators: as many as the longest has, with what
   * changes nothing where one has fewer.
   */
  static List<Object[]> rows(List<Accumulator> accumulators) {
    List<List<Object>> columns = accumulators.stream().map(Accumulator::parts).toList();
    int count = columns.stream().mapToInt(List::size).max().orElse(0);
    List<Object[]> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      Object[] values = new Object[columns.size()];
      for (int column = 0; column < values.length; column++) {
        boolean counts = accumulators.get(column) instanceof Counter;
        List<Object> parts = columns.get(column);
        values[column] = row < parts.size() ? parts.get(row) : counts ? (Object) 0L : null;
      }
      rows.add(values);
    }
    return rows;
  }
}
