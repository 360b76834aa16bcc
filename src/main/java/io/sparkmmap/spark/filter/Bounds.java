// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.filter;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * Between which values those of a column lie that can pass. Values outside cannot; not all inside
 * have to.
 *
 * @param low the key of the least value, or null for none
 * @param high the key of the greatest value, or null for none
 */
public record Bounds(Comparable<?> low, Comparable<?> high) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Everything. */
  public static final Bounds ALL = new Bounds(null, null);

  /**
   * The bounds that some filters give a column.
   *
   * @param filters which all have to be true
   * @return empty if they say nothing of the column's place in its order
   */
  public static Optional<Bounds> of(List<RowFilter> filters, ColumnRef column) {
    Bounds bounds = ALL;
    for (RowFilter filter : filters) {
      bounds = bounds.and(of(filter, column));
    }
    return bounds.equals(ALL) ? Optional.empty() : Optional.of(bounds);
  }

  private static Bounds of(RowFilter filter, ColumnRef column) {
    if (filter instanceof RowFilter.And and) {
      return of(and.left(), column).and(of(and.right(), column));
    }
    if (filter instanceof RowFilter.Or or) {
      return of(or.left(), column).or(of(or.right(), column));
    }
    if (filter instanceof RowFilter.In in && in.column().equals(column)) {
      return new Bounds(in.keys().get(0), in.keys().get(in.keys().size() - 1));
    }
    if (filter instanceof RowFilter.Compare compare && compare.column().equals(column)) {
      Comparable<?> key = compare.key();
      return switch (compare.operator()) {
        case EQUAL -> new Bounds(key, key);
        case LESS -> new Bounds(null, key instanceof Long k && k > Long.MIN_VALUE ? k - 1 : key);
        case LESS_OR_EQUAL -> new Bounds(null, key);
        case GREATER -> new Bounds(key instanceof Long k && k < Long.MAX_VALUE ? k + 1 : key, null);
        case GREATER_OR_EQUAL -> new Bounds(key, null);
        case NOT_EQUAL -> ALL;
      };
    }
    return ALL;
  }

  private Bounds and(Bounds other) {
    return new Bounds(
        low == null || (other.low != null && SortKey.compare(other.low, low) > 0) ? other.low : low,
        high == null || (other.high != null && SortKey.compare(other.high, high) < 0)
            ? other.high
            : high);
  }

  private Bounds or(Bounds other) {
    Comparable<?> least =
        low == null || other.low == null
            ? null
            : SortKey.compare(low, other.low) < 0 ? low : other.low;
    Comparable<?> greatest =
        high == null || other.high == null
            ? null
            : SortKey.compare(high, other.high) > 0 ? high : other.high;
    return new Bounds(least, greatest);
  }

  /** The least that can pass of a column of places, which are at least 0. */
  public long firstPlace() {
    return low == null ? 0 : Math.max(0, (Long) low);
  }

  /** The greatest that can pass of a column of places; -1 if none can. */
  public long lastPlace() {
    return high == null ? Long.MAX_VALUE : Math.max(-1, (Long) high);
  }

  /** Whether a key comes before all that can pass. */
  public boolean isBelow(Comparable<?> key) {
    return low != null && SortKey.compare(key, low) < 0;
  }

  /** Whether a key comes after all that can pass. */
  public boolean isAbove(Comparable<?> key) {
    return high != null && SortKey.compare(key, high) > 0;
  }
}
