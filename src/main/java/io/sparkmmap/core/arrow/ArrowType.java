// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import java.util.Locale;

/**
 * What the values of a field are.
 *
 * @param kind of type
 * @param size bytes of a value of a fixed width, elements of a list of a fixed size, or the number
 *     of a type that is not known; else 0
 * @param precision of a decimal
 * @param scale of a decimal
 * @param unit of a time, timestamp, duration or date; else null
 * @param zone of a timestamp; null if it has none
 */
public record ArrowType(Kind kind, int size, int precision, int scale, Unit unit, String zone) {

  /** The types of the format, those that differ in how they lie in memory apart. */
  public enum Kind {
    NULL(Layout.NOTHING),
    BOOL(Layout.BITS),
    INT(Layout.FIXED),
    UINT(Layout.FIXED),
    FLOAT(Layout.FIXED),
    DECIMAL(Layout.FIXED),
    DATE(Layout.FIXED),
    TIME(Layout.FIXED),
    TIMESTAMP(Layout.FIXED),
    DURATION(Layout.FIXED),
    INTERVAL_YEAR_MONTH(Layout.FIXED),
    INTERVAL_DAY_TIME(Layout.FIXED),
    INTERVAL_MONTH_DAY_NANO(Layout.FIXED),
    FIXED_SIZE_BINARY(Layout.FIXED),
    UTF8(Layout.BYTES),
    BINARY(Layout.BYTES),
    LARGE_UTF8(Layout.LARGE_BYTES),
    LARGE_BINARY(Layout.LARGE_BYTES),
    UTF8_VIEW(Layout.VIEWS),
    BINARY_VIEW(Layout.VIEWS),
    LIST(Layout.LIST),
    LARGE_LIST(Layout.LARGE_LIST),
    LIST_VIEW(Layout.LIST_VIEW),
    LARGE_LIST_VIEW(Layout.LARGE_LIST_VIEW),
    FIXED_SIZE_LIST(Layout.FIXED_SIZE_LIST),
    MAP(Layout.LIST),
    STRUCT(Layout.STRUCT),
    RUN_END_ENCODED(Layout.RUN_ENDS),
    SPARSE_UNION(Layout.SPARSE_UNION),
    DENSE_UNION(Layout.DENSE_UNION),
    /** A type of the format that is not known here; the size is its number. */
    UNKNOWN(Layout.UNKNOWN);

    private final Layout layout;

    Kind(Layout layout) {
      this.layout = layout;
    }

    /** How the values lie in memory. */
    public Layout layout() {
      return layout;
    }
  }

  /** How the values of a field lie in memory, each with its number of buffers in V5. */
  public enum Layout {
    NOTHING(0),
    BITS(2),
    FIXED(2),
    BYTES(3),
    LARGE_BYTES(3),
    /** And as many as a batch says of its variadic buffers. */
    VIEWS(2),
    LIST(2),
    LARGE_LIST(2),
    LIST_VIEW(3),
    LARGE_LIST_VIEW(3),
    FIXED_SIZE_LIST(1),
    STRUCT(1),
    RUN_ENDS(0),
    SPARSE_UNION(1),
    DENSE_UNION(2),
    /** What a batch has more than the known columns have. */
    UNKNOWN(0);

    private final int buffers;

    Layout(int buffers) {
      this.buffers = buffers;
    }

    int buffers() {
      return buffers;
    }
  }

  /** Of times. */
  public enum Unit {
    SECOND(1),
    MILLISECOND(1_000),
    MICROSECOND(1_000_000),
    NANOSECOND(1_000_000_000),
    DAY(0);

    private final long perSecond;

    Unit(long perSecond) {
      this.perSecond = perSecond;
    }

    /** How many a second has; 0 for days. */
    public long perSecond() {
      return perSecond;
    }
  }

  static ArrowType of(Kind kind) {
    return of(kind, 0);
  }

  static ArrowType of(Kind kind, int size) {
    return new ArrowType(kind, size, 0, 0, null, null);
  }

  static ArrowType of(Kind kind, int size, Unit unit) {
    return new ArrowType(kind, size, 0, 0, unit, null);
  }

  /** As messages name it. */
  @Override
  public String toString() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return switch (kind) {
      case INT, UINT, FLOAT -> name + size * Byte.SIZE;
      case DECIMAL -> name + size * Byte.SIZE + "(" + precision + "," + scale + ")";
      case FIXED_SIZE_BINARY, FIXED_SIZE_LIST -> name + "(" + size + ")";
      case UNKNOWN -> "type " + size + " of the Arrow format";
      case DATE, TIME, DURATION -> name + "[" + unit.name().toLowerCase(Locale.ROOT) + "]";
      case TIMESTAMP ->
          name
              + "["
              + unit.name().toLowerCase(Locale.ROOT)
              + (zone == null ? "" : ", " + zone)
              + "]";
      default -> name;
    };
  }
}
