// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.filter;

import io.sparkmmap.spark.filter.RowFilter.Operator;
import io.sparkmmap.spark.vector.LongRange;
import io.sparkmmap.spark.vector.RecordVector;
import java.util.Arrays;
import java.util.List;

/** Compares the values of one column with literals. */
abstract class ColumnFilter extends BoundFilter {
  private final RecordVector column;

  ColumnFilter(RecordVector column) {
    this.column = column;
  }

  static ColumnFilter of(RowFilter.Compare compare, RecordVector column) {
    return switch (compare.column().order()) {
      case INTEGER -> new CompareIntegers(column, range(compare));
      case FLOATING -> new CompareFloats(column, range(compare));
      default -> new CompareKeys(column, compare.operator(), compare.key());
    };
  }

  static ColumnFilter of(RowFilter.In in, RecordVector column) {
    return switch (in.column().order()) {
      case INTEGER, FLOATING ->
          new InNumbers(column, in.keys().stream().mapToLong(key -> (Long) key).toArray());
      default -> new InKeys(column, in.keys());
    };
  }

  final RecordVector column() {
    return column;
  }

  @Override
  public final void evaluate(int from, int rows, byte[] truths) {
    test(from, rows, truths);
    column.markNulls(from, rows, NULL, truths);
  }

  /** Fills in {@code FALSE} and {@code TRUE}, and anything where the value is null. */
  abstract void test(int from, int rows, byte[] truths);

  private static LongRange range(RowFilter.Compare compare) {
    long literal = (Long) compare.key();
    return switch (compare.operator()) {
      case EQUAL -> new LongRange(literal, literal, TRUE, FALSE);
      case NOT_EQUAL -> new LongRange(literal, literal, FALSE, TRUE);
      case LESS -> below(literal, TRUE, FALSE);
      case LESS_OR_EQUAL -> new LongRange(Long.MIN_VALUE, literal, TRUE, FALSE);
      case GREATER -> new LongRange(Long.MIN_VALUE, literal, FALSE, TRUE);
      case GREATER_OR_EQUAL -> below(literal, FALSE, TRUE);
    };
  }

  private static LongRange below(long literal, byte inside, byte outside) {
    return literal == Long.MIN_VALUE
        ? LongRange.empty(inside, outside)
        : new LongRange(Long.MIN_VALUE, literal - 1, inside, outside);
  }

  private static final class CompareIntegers extends ColumnFilter {
    private final LongRange range;

    CompareIntegers(RecordVector column, LongRange range) {
      super(column);
      this.range = range;
    }

    @Override
    void test(int from, int rows, byte[] truths) {
      column().compareLongs(from, rows, range, truths);
    }
  }

  private static final class CompareFloats extends ColumnFilter {
    private final NumberKeys numbers;
    private final LongRange range;

    CompareFloats(RecordVector column, LongRange range) {
      super(column);
      this.numbers = new NumberKeys(column);
      this.range = range;
    }

    @Override
    void test(int from, int rows, byte[] truths) {
      long[] keys = numbers.of(from, rows);
      for (int i = 0; i < rows; i++) {
        truths[i] = range.of(keys[i]);
      }
    }
  }

  private static final class InNumbers extends ColumnFilter {
    private final NumberKeys numbers;
    private final long[] literals;

    InNumbers(RecordVector column, long[] literals) {
      super(column);
      this.numbers = new NumberKeys(column);
      this.literals = literals;
    }

    @Override
    void test(int from, int rows, byte[] truths) {
      long[] keys = numbers.of(from, rows);
      for (int i = 0; i < rows; i++) {
        truths[i] = Arrays.binarySearch(literals, keys[i]) >= 0 ? TRUE : FALSE;
      }
    }
  }

  private static final class CompareKeys extends ColumnFilter {
    private final Operator operator;
    private final Comparable<?> literal;

    CompareKeys(RecordVector column, Operator operator, Comparable<?> literal) {
      super(column);
      this.operator = operator;
      this.literal = literal;
    }

    @Override
    void test(int from, int rows, byte[] truths) {
      for (int i = 0; i < rows; i++) {
        if (!column().isNullAt(from + i)) {
          int compared = SortKey.compare(SortKey.at(column(), from + i), literal);
          truths[i] = isTrue(compared) ? TRUE : FALSE;
        }
      }
    }

    private boolean isTrue(int compared) {
      return switch (operator) {
        case EQUAL -> compared == 0;
        case NOT_EQUAL -> compared != 0;
        case LESS -> compared < 0;
        case LESS_OR_EQUAL -> compared <= 0;
        case GREATER -> compared > 0;
        case GREATER_OR_EQUAL -> compared >= 0;
      };
    }
  }

  private static final class InKeys extends ColumnFilter {
    private final List<Comparable<?>> literals;

    InKeys(RecordVector column, List<Comparable<?>> literals) {
      super(column);
      this.literals = literals;
    }

    @Override
    void test(int from, int rows, byte[] truths) {
      for (int i = 0; i < rows; i++) {
        if (!column().isNullAt(from + i)) {
          truths[i] = isOne(SortKey.at(column(), from + i)) ? TRUE : FALSE;
        }
      }
    }

    private boolean isOne(Comparable<?> key) {
      int low = 0;
      int high = literals.size() - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int compared = SortKey.compare(literals.get(middle), key);
        if (compared == 0) {
          return true;
        }
        if (compared < 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return false;
    }
  }
}
