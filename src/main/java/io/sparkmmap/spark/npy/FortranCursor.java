// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.npy;

import io.sparkmmap.core.layout.Field;
import io.sparkmmap.core.layout.NpyHeader;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.ColumnMajorCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.spark.fixed.RecordPlaces;
import io.sparkmmap.spark.fixed.ScatteredVector;
import io.sparkmmap.spark.fixed.StrideVector;
import io.sparkmmap.spark.fixed.StrideVectors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Rows of an array in Fortran order: the elements of a row lie a column's length apart. */
final class FortranCursor extends ColumnMajorCursor implements NpyCursor {
  private final NpyRows rows;

  /** Which columns of the matrix are wanted, in ascending order. */
  private final int[] wanted;

  private FortranCursor(
      RegionSource source, DataRange range, NpyRows rows, Matrix matrix, int[] wanted) {
    super(source, range, matrix, wanted);
    this.rows = rows;
    this.wanted = wanted;
  }

  /**
   * A cursor over some columns.
   *
   * @param source owned by the cursor from now on
   */
  static FortranCursor of(RegionSource source, DataRange range, NpyRows rows, StructType columns) {
    NpyHeader header = rows.header();
    int elements = (int) header.rowElements();
    Matrix matrix = new Matrix(header.rowCount(), elements, header.elementType().length());
    return new FortranCursor(source, range, rows, matrix, wanted(rows, columns, elements));
  }

  private static int[] wanted(NpyRows rows, StructType columns, int elements) {
    if (columns.isEmpty()) {
      return new int[0];
    }
    if (isArray(rows)) {
      return IntStream.range(0, elements).toArray();
    }
    return Arrays.stream(columns.fieldNames())
        .mapToInt(name -> matrixColumn(rows, name))
        .sorted()
        .distinct()
        .toArray();
  }

  private static boolean isArray(NpyRows rows) {
    return rows.elements() == NpyRows.ElementsAs.ARRAY;
  }

  private static int matrixColumn(NpyRows rows, String name) {
    return rows.field(name).position() / rows.header().elementType().length();
  }

  @Override
  public Column column(StructField column, ReadStatistics statistics) {
    return isArray(rows) ? arrays(column, statistics) : single(column, statistics);
  }

  private Column single(StructField column, ReadStatistics statistics) {
    Field field = rows.field(column.name());
    int index = Arrays.binarySearch(wanted, matrixColumn(rows, column.name()));
    StrideVector vector = StrideVectors.of(field.type(), column.dataType(), 0, statistics);
    int length = matrix().elementLength();
    return new Column(vector, () -> vector.moveTo(region(index), position(index), length));
  }

  /** Arrays within arrays: the index of an element is that which it had in C order. */
  private Column arrays(StructField column, ReadStatistics statistics) {
    List<Integer> shape = rows.header().rowShape().stream().map(Math::toIntExact).toList();
    ArrayType[] types = new ArrayType[shape.size()];
    types[0] = (ArrayType) column.dataType();
    for (int i = 1; i < types.length; i++) {
      types[i] = (ArrayType) types[i - 1].elementType();
    }
    ScatteredVector elements =
        new ScatteredVector(
            rows.header().elementType(), types[types.length - 1].elementType(), 0, statistics);
    elements.moveTo(new Elements(fortranIndexes(shape)));
    ArraysVector vector =
        new ArraysVector(types[types.length - 1], elements, shape.get(types.length - 1));
    for (int i = types.length - 2; i >= 0; i--) {
      vector = new ArraysVector(types[i], vector, shape.get(i));
    }
    return new Column(vector, () -> {});
  }

  /** For each element of a row, by its index in C order, its column in the matrix. */
  static int[] fortranIndexes(List<Integer> shape) {
    int elements = shape.stream().reduce(1, Math::multiplyExact);
    int[] indexes = new int[elements];
    for (int i = 0; i < elements; i++) {
      int rest = i;
      int index = 0;
      int after = elements;
      for (int axis = shape.size() - 1; axis >= 0; axis--) {
        int size = shape.get(axis);
        after /= size;
        index += rest % size * after;
        rest /= size;
      }
      indexes[i] = index;
    }
    return indexes;
  }

  /** The elements of all rows of the batch, row by row. */
  private final class Elements implements RecordPlaces {
    private final int[] indexes;

    Elements(int[] indexes) {
      this.indexes = indexes;
    }

    @Override
    public MappedRegion region(int element) {
      return FortranCursor.this.region(indexes[element % indexes.length]);
    }

    @Override
    public int position(int element) {
      int row = element / indexes.length;
      return FortranCursor.this.position(indexes[element % indexes.length])
          + row * matrix().elementLength();
    }
  }
}
