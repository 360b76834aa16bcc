// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.filter;

import io.sparkmmap.spark.vector.RecordVector;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A filter with the columns that it reads, evaluated over some rows of a batch at once.
 *
 * <p>The truths are numbers, so that SQL's three-valued AND is the lesser, OR the greater and NOT
 * the difference from {@link #TRUE}: loops without a branch, which a JIT can make vector
 * instructions of. For one thread.
 */
public abstract class BoundFilter {
  /** The most rows that are evaluated at once: few enough for what they need to stay in a cache. */
  public static final int MAX_ROWS = 1024;

  /**
   * How many rows at once are best where something else follows that reads what the filter has
   * read: while one loop ends the processor begins with the loads of the next, and memory is not
   * idle meanwhile.
   */
  public static final int ROWS_TO_OVERLAP = 192;

  static final byte FALSE = 0;

  /** Neither true nor false. */
  public static final byte NULL = 1;

  /** The filter lets the row pass. */
  public static final byte TRUE = 2;

  BoundFilter() {}

  /**
   * Evaluates the filter.
   *
   * @param from the first row
   * @param rows at most {@value #MAX_ROWS}
   * @param truths filled from index 0; a row passes where it is {@link #TRUE}
   */
  public abstract void evaluate(int from, int rows, byte[] truths);

  /**
   * Binds filters to columns.
   *
   * @param filters which all have to be true
   * @param columns the column of a reference
   */
  public static BoundFilter of(List<RowFilter> filters, Function<ColumnRef, RecordVector> columns) {
    return filters.stream()
        .reduce(RowFilter.And::new)
        .map(filter -> bind(filter, columns))
        .orElseGet(() -> new Constant(TRUE));
  }

  private static BoundFilter bind(RowFilter filter, Function<ColumnRef, RecordVector> columns) {
    if (filter instanceof RowFilter.And and) {
      return new And(bind(and.left(), columns), bind(and.right(), columns));
    }
    if (filter instanceof RowFilter.Or or) {
      return new Or(bind(or.left(), columns), bind(or.right(), columns));
    }
    if (filter instanceof RowFilter.Not not) {
      return new Not(bind(not.of(), columns));
    }
    if (filter instanceof RowFilter.IsNull isNull) {
      return new IsNull(columns.apply(isNull.column()));
    }
    if (filter instanceof RowFilter.Constant constant) {
      return new Constant(constant.truth() ? TRUE : FALSE);
    }
    if (filter instanceof RowFilter.Compare compare) {
      return ColumnFilter.of(compare, columns.apply(compare.column()));
    }
    RowFilter.In in = (RowFilter.In) filter;
    return ColumnFilter.of(in, columns.apply(in.column()));
  }

  private static final class Constant extends BoundFilter {
    private final byte truth;

    Constant(byte truth) {
      this.truth = truth;
    }

    @Override
    public void evaluate(int from, int rows, byte[] truths) {
      Arrays.fill(truths, 0, rows, truth);
    }
  }

  private static final class IsNull extends BoundFilter {
    private final RecordVector column;

    IsNull(RecordVector column) {
      this.column = column;
    }

    @Override
    public void evaluate(int from, int rows, byte[] truths) {
      Arrays.fill(truths, 0, rows, FALSE);
      column.markNulls(from, rows, TRUE, truths);
    }
  }

  private static final class Not extends BoundFilter {
    private final BoundFilter of;

    Not(BoundFilter of) {
      this.of = of;
    }

    @Override
    public void evaluate(int from, int rows, byte[] truths) {
      of.evaluate(from, rows, truths);
      for (int i = 0; i < rows; i++) {
        truths[i] = (byte) (TRUE - truths[i]);
      }
    }
  }

  /**
   * A class of its own in addition to {@link Or}, so that the JIT makes one instruction of the
   * loop.
   */
  private static final class And extends BoundFilter {
    private final BoundFilter left;
    private final BoundFilter right;
    private final byte[] rightTruths = new byte[MAX_ROWS];

    And(BoundFilter left, BoundFilter right) {
      this.left = left;
      this.right = right;
    }

    @Override
    public void evaluate(int from, int rows, byte[] truths) {
      left.evaluate(from, rows, truths);
      right.evaluate(from, rows, rightTruths);
      for (int i = 0; i < rows; i++) {
        truths[i] = (byte) Math.min(truths[i], rightTruths[i]);
      }
    }
  }

  private static final class Or extends BoundFilter {
    private final BoundFilter left;
    private final BoundFilter right;
    private final byte[] rightTruths = new byte[MAX_ROWS];

    Or(BoundFilter left, BoundFilter right) {
      this.left = left;
      this.right = right;
    }

    @Override
    public void evaluate(int from, int rows, byte[] truths) {
      left.evaluate(from, rows, truths);
      right.evaluate(from, rows, rightTruths);
      for (int i = 0; i < rows; i++) {
        truths[i] = (byte) Math.max(truths[i], rightTruths[i]);
      }
    }
  }
}
