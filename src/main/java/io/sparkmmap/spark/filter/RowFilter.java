// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.filter;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * A condition on a row, with SQL's three truths. Immutable; goes from the driver to the executors,
 * where a {@link BoundFilter} evaluates it.
 */
public sealed interface RowFilter extends Serializable {

  /** The columns it reads, some maybe more than once. */
  Stream<ColumnRef> columns();

  /** How a value is compared with a literal. */
  enum Operator {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL
  }

  /**
   * A comparison; null for a null value.
   *
   * @param key of the literal: see {@link SortKey}
   */
  record Compare(ColumnRef column, Operator operator, Comparable<?> key) implements RowFilter {
    private static final long serialVersionUID = 1L;

    @Override
    public Stream<ColumnRef> columns() {
      return Stream.of(column);
    }
  }

  /**
   * Whether a value is one of some; null for a null value.
   *
   * @param keys in ascending order, at least one
   */
  record In(ColumnRef column, List<Comparable<?>> keys) implements RowFilter {
    private static final long serialVersionUID = 1L;

    @Override
    public Stream<ColumnRef> columns() {
      return Stream.of(column);
    }
  }

  /** Whether a value is null. */
  record IsNull(ColumnRef column) implements RowFilter {
    private static final long serialVersionUID = 1L;

    @Override
    public Stream<ColumnRef> columns() {
      return Stream.of(column);
    }
  }

  /** The opposite; null stays null. */
  record Not(RowFilter of) implements RowFilter {
    private static final long serialVersionUID = 1L;

    @Override
    public Stream<ColumnRef> columns() {
      return of.columns();
    }
  }

  /** Both. */
  record And(RowFilter left, RowFilter right) implements RowFilter {
    private static final long serialVersionUID = 1L;

    @Override
    public Stream<ColumnRef> columns() {
      return Stream.concat(left.columns(), right.columns());
    }
  }

  /** One of them at least. */
  record Or(RowFilter left, RowFilter right) implements RowFilter {
    private static final long serialVersionUID = 1L;

    @Override
    public Stream<ColumnRef> columns() {
      return Stream.concat(left.columns(), right.columns());
    }
  }

  /** The same for every row. */
  record Constant(boolean truth) implements RowFilter {
    private static final long serialVersionUID = 1L;

    @Override
    public Stream<ColumnRef> columns() {
      return Stream.empty();
    }
  }
}
