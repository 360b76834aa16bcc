// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.aggregate;

import io.sparkmmap.spark.filter.BoundFilter;
import io.sparkmmap.spark.filter.ColumnRef;
import io.sparkmmap.spark.vector.RecordVector;
import java.util.Arrays;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.FloatType;

/**
 * Gathers one aggregate of each group. Groups are numbered from 1; what is added to group 0 counts
 * for nothing, so that loops need no branch. For one thread. Longs and doubles have classes of
 * their own, so that no loop branches on the type of its values.
 */
abstract class GroupAccumulator {
  private static final byte NULL = 1;

  private final RecordVector column;
  private final byte[] nulls = new byte[BoundFilter.MAX_ROWS];
  private final int[] present = new int[BoundFilter.MAX_ROWS];
  private int capacity;

  private GroupAccumulator(RecordVector column) {
    this.column = column;
  }

  /** Makes an accumulator over a column, which is null for {@code COUNT(*)}. */
  static GroupAccumulator of(Aggregate aggregate, RecordVector column) {
    if (aggregate.kind() == Aggregate.Kind.COUNT) {
      return new Counts(column);
    }
    boolean floating = aggregate.column().order() == ColumnRef.Order.FLOATING;
    if (aggregate.kind() == Aggregate.Kind.SUM) {
      return floating ? new SumsOfDoubles(column) : new SumsOfLongs(column);
    }
    boolean greatest = aggregate.kind() == Aggregate.Kind.MAX;
    return floating ? new ExtremeDoubles(column, greatest) : new ExtremeLongs(column, greatest);
  }

  final RecordVector column() {
    return column;
  }

  /** Makes sure that there is a place for each group up to one. */
  final void reserve(int group) {
    if (group >= capacity) {
      capacity = 2 * group + BoundFilter.MAX_ROWS;
      resize(capacity);
    }
  }

  abstract void resize(int newCapacity);

  /**
   * Takes in rows.
   *
   * @param from the first row of the batch to read
   * @param rows at most {@link BoundFilter#MAX_ROWS}
   * @param groups of the rows, from index 0; 0 for those that do not count
   */
  final void add(int from, int rows, int[] groups) {
    addPresent(from, rows, column == null ? groups : withoutNulls(from, rows, groups));
  }

  abstract void addPresent(int from, int rows, int[] groups);

  private int[] withoutNulls(int from, int rows, int[] groups) {
    if (!column.hasNull()) {
      return groups;
    }
    Arrays.fill(nulls, 0, rows, (byte) 0);
    if (!column.markNulls(from, rows, NULL, nulls)) {
      return groups;
    }
    for (int i = 0; i < rows; i++) {
      present[i] = groups[i] & (nulls[i] - 1);
    }
    return present;
  }

  /** Counts rows of a group without reading them. */
  void addCount(int group, long rows) {
    throw new UnsupportedOperationException("no count");
  }

  /**
   * Hands out the values of groups 1 to {@code groups}, the first of them as row 0, and sets them
   * back to those of nothing: as far as one value could hold them.
   *
   * @return whether there is more of any of them
   */
  abstract boolean drain(int groups, WritableColumnVector into);

  private static final class Counts extends GroupAccumulator {
    private long[] counts = {};

    Counts(RecordVector column) {
      super(column);
    }

    @Override
    void resize(int newCapacity) {
      counts = Arrays.copyOf(counts, newCapacity);
    }

    @Override
    void addPresent(int from, int rows, int[] groups) {
      for (int i = 0; i < rows; i++) {
        counts[groups[i]]++;
      }
    }

    @Override
    void addCount(int group, long rows) {
      counts[group] += rows;
    }

    @Override
    boolean drain(int groups, WritableColumnVector into) {
      into.putLongs(0, groups, counts, 1);
      Arrays.fill(counts, 0, groups + 1, 0);
      return false;
    }
  }

  /**
   * Adds up integers without ever losing a digit: a sum is {@code high * 2^32 + low}. One that does
   * not fit a long is handed out in three parts, which add up to it modulo 2^64 and of which the
   * first two overflow: whether that is an error is for Spark to say.
   */
  private static final class SumsOfLongs extends GroupAccumulator {
    private static final int FIELDS = 3; // high, low, count
    private static final int PARTS = 3;

    private final long[] values = new long[BoundFilter.MAX_ROWS];
    private long[] sums = {};
    private int part;

    SumsOfLongs(RecordVector column) {
      super(column);
    }

    @Override
    void resize(int newCapacity) {
      sums = Arrays.copyOf(sums, newCapacity * FIELDS);
    }

    @Override
    void addPresent(int from, int rows, int[] groups) {
      column().copyLongs(from, rows, values);
      for (int i = 0; i < rows; i++) {
        int at = groups[i] * FIELDS;
        sums[at] += values[i] >> Integer.SIZE;
        sums[at + 1] += values[i] & LongSums.LOW_HALF;
        sums[at + 2]++;
      }
    }

    @Override
    boolean drain(int groups, WritableColumnVector into) {
      part++;
      boolean left = false;
      for (int group = 1; group <= groups; group++) {
        int at = group * FIELDS;
        long high = sums[at];
        long low = sums[at + 1];
        if (sums[at + 2] == 0) {
          into.putNull(group - 1);
        } else if (LongSums.fits(high, low) || part == PARTS) {
          into.putLong(group - 1, LongSums.of(high, low));
          sums[at + 2] = 0;
        } else {
          long most = high < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
          into.putLong(group - 1, most);
          sums[at] -= most >> Integer.SIZE;
          sums[at + 1] -= most & LongSums.LOW_HALF;
          left = true;
        }
      }
      if (!left) {
        part = 0;
        Arrays.fill(sums, 0, (groups + 1) * FIELDS, 0);
      }
      return left;
    }
  }

  /** Adds up in the order of the rows, as Spark does. */
  private static final class SumsOfDoubles extends GroupAccumulator {
    private final double[] values = new double[BoundFilter.MAX_ROWS];
    private double[] sums = {};
    private boolean[] any = {};

    SumsOfDoubles(RecordVector column) {
      super(column);
    }

    @Override
    void resize(int newCapacity) {
      sums = Arrays.copyOf(sums, newCapacity);
      any = Arrays.copyOf(any, newCapacity);
    }

    @Override
    void addPresent(int from, int rows, int[] groups) {
      column().copyDoubles(from, rows, values);
      for (int i = 0; i < rows; i++) {
        sums[groups[i]] += values[i];
        any[groups[i]] = true;
      }
    }

    @Override
    boolean drain(int groups, WritableColumnVector into) {
      for (int group = 1; group <= groups; group++) {
        if (any[group]) {
          into.putDouble(group - 1, sums[group]);
        } else {
          into.putNull(group - 1);
        }
      }
      Arrays.fill(sums, 0, groups + 1, 0);
      Arrays.fill(any, 0, groups + 1, false);
      return false;
    }
  }

  private static final class ExtremeLongs extends GroupAccumulator {
    private final boolean greatest;
    private final long[] values = new long[BoundFilter.MAX_ROWS];
    private long[] extremes = {};
    private boolean[] any = {};

    ExtremeLongs(RecordVector column, boolean greatest) {
      super(column);
      this.greatest = greatest;
    }

    @Override
    void resize(int newCapacity) {
      extremes = Arrays.copyOf(extremes, newCapacity);
      any = Arrays.copyOf(any, newCapacity);
    }

    @Override
    void addPresent(int from, int rows, int[] groups) {
      column().copyLongs(from, rows, values);
      for (int i = 0; i < rows; i++) {
        int group = groups[i];
        long value = values[i];
        if (!any[group] || (greatest ? value > extremes[group] : value < extremes[group])) {
          extremes[group] = value;
          any[group] = true;
        }
      }
    }

    @Override
    boolean drain(int groups, WritableColumnVector into) {
      for (int group = 1; group <= groups; group++) {
        if (any[group]) {
          IntegerValues.put(into, group - 1, extremes[group]);
        } else {
          into.putNull(group - 1);
        }
      }
      Arrays.fill(any, 0, groups + 1, false);
      return false;
    }
  }

  private static final class ExtremeDoubles extends GroupAccumulator {
    private final boolean greatest;
    private final double[] values = new double[BoundFilter.MAX_ROWS];
    private double[] extremes = {};
    private boolean[] any = {};

    ExtremeDoubles(RecordVector column, boolean greatest) {
      super(column);
      this.greatest = greatest;
    }

    @Override
    void resize(int newCapacity) {
      extremes = Arrays.copyOf(extremes, newCapacity);
      any = Arrays.copyOf(any, newCapacity);
    }

    @Override
    void addPresent(int from, int rows, int[] groups) {
      column().copyDoubles(from, rows, values);
      for (int i = 0; i < rows; i++) {
        int group = groups[i];
        if (!any[group] || Extremes.replaces(values[i], extremes[group], greatest)) {
          extremes[group] = values[i];
          any[group] = true;
        }
      }
    }

    @Override
    boolean drain(int groups, WritableColumnVector into) {
      boolean single = into.dataType() instanceof FloatType;
      for (int group = 1; group <= groups; group++) {
        if (!any[group]) {
          into.putNull(group - 1);
        } else if (single) {
          into.putFloat(group - 1, (float) extremes[group]);
        } else {
          into.putDouble(group - 1, extremes[group]);
        }
      }
      Arrays.fill(any, 0, groups + 1, false);
      return false;
    }
  }
}
