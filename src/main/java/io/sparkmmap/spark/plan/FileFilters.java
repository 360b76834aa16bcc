// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.filter.BoundFilter;
import io.sparkmmap.spark.filter.ColumnRef;
import io.sparkmmap.spark.filter.RowFilter;
import io.sparkmmap.spark.task.MetadataColumns;
import io.sparkmmap.spark.vector.ConstantVector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * Decides which files have rows at all, by the values of their directories and by what {@code
 * _metadata} says about them. For the driver.
 *
 * @param filters of those columns alone
 * @param ofPartitions what the values of all partition columns have to pass
 */
record FileFilters(List<RowFilter> filters, List<Predicate<InternalRow>> ofPartitions) {
  static final FileFilters NONE = new FileFilters(List.of(), List.of());

  FileFilters {
    filters = List.copyOf(filters);
    ofPartitions = List.copyOf(ofPartitions);
  }

  /** Whether a filter can be decided for a file as a whole. */
  static boolean canDecide(RowFilter filter) {
    return filter.columns().allMatch(FileFilters::isOfFile);
  }

  private static boolean isOfFile(ColumnRef column) {
    return switch (column.kind()) {
      case PARTITION -> true;
      case METADATA -> MetadataColumns.isOfFile(column.name());
      case RECORD -> false;
    };
  }

  boolean isEmpty() {
    return filters.isEmpty() && ofPartitions.isEmpty();
  }

  /** These and others. */
  FileFilters and(FileFilters others) {
    List<RowFilter> all = new ArrayList<>(filters);
    all.addAll(others.filters);
    List<Predicate<InternalRow>> allOfPartitions = new ArrayList<>(ofPartitions);
    allOfPartitions.addAll(others.ofPartitions);
    return new FileFilters(all, allOfPartitions);
  }

  /**
   * Whether the rows of a file pass.
   *
   * @param partitionSchema the columns of the file's partition values
   */
  boolean accept(ListedFile file, StructType partitionSchema) {
    for (Predicate<InternalRow> predicate : ofPartitions) {
      if (!predicate.test(new GenericInternalRow(file.partitionValues()))) {
        return false;
      }
    }
    byte[] truth = new byte[1];
    BoundFilter.of(filters, column -> constant(column, file, partitionSchema))
        .evaluate(0, 1, truth);
    return truth[0] == BoundFilter.TRUE;
  }

  private static ConstantVector constant(
      ColumnRef column, ListedFile file, StructType partitionSchema) {
    ConstantVector vector = new ConstantVector(column.type());
    vector.setValue(
        column.kind() == ColumnRef.Kind.METADATA
            ? MetadataColumns.valueOf(column.name(), file)
            : file.partitionValue(List.of(partitionSchema.fieldNames()).indexOf(column.name())));
    return vector;
  }
}
