// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.task;

import io.sparkmmap.spark.filter.Bounds;
import io.sparkmmap.spark.filter.ColumnRef;
import io.sparkmmap.spark.filter.RowFilter;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataTypes;

/**
 * What readers do so that Spark need not. Immutable; goes from the driver to the executors.
 *
 * @param filters which rows have to pass, all of them
 * @param limit after how many rows a reader may stop
 * @param sample which blocks are read, or null for all
 */
public record Pushdown(List<RowFilter> filters, Limit limit, BlockSample sample)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Nothing. */
  public static final Pushdown NONE = new Pushdown(List.of(), Limit.NONE, null);

  /**
   * How many rows are enough.
   *
   * @param rows at most so many are wanted
   * @param scope of what
   */
  public record Limit(long rows, Scope scope) implements Serializable {
    private static final long serialVersionUID = 1L;
    public static final Limit NONE = new Limit(Long.MAX_VALUE, Scope.PARTITION);

    /** Where a limit starts over. */
    public enum Scope {
      /** Any rows of a partition will do. */
      PARTITION,
      /** The first rows of each part of a file are wanted, which is sorted. */
      PART
    }

    public boolean isSet() {
      return rows < Long.MAX_VALUE;
    }
  }

  public Pushdown {
    filters = List.copyOf(filters);
  }

  /** Whether some records may be left out. */
  public boolean mayLeaveOut() {
    return !filters.isEmpty() || limit.isSet() || sample != null;
  }

  /** The bounds of a column of the records. */
  public Optional<Bounds> boundsOf(ColumnRef column) {
    return Bounds.of(filters, column);
  }

  /** The bounds of a field of {@code _metadata} that is a long. */
  public Optional<Bounds> boundsOfMetadata(String field) {
    return boundsOf(new ColumnRef(field, DataTypes.LongType, ColumnRef.Kind.METADATA));
  }
}
