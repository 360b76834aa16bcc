// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.format;

import io.sparkmmap.core.mapping.ReadStatistics;
import io.sparkmmap.core.mapping.RegionSource;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.vector.RecordVector;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A value of the option {@code recordFormat}, with its options read: where the records of a file
 * begin and end, and what columns they have. Immutable; goes from the driver to the executors.
 */
public interface RecordFormat extends Serializable {

  /** The value of the option. */
  String name();

  /**
   * The columns that records have where the user declares none.
   *
   * @param files of the table as they are now, maybe none; formats whose options say it all look at
   *     none of them
   * @throws IOException if a file that has to be looked at cannot be read, or is not of this format
   */
  StructType inferSchema(List<ListedFile> files) throws IOException;

  /**
   * One schema for the files of two hosts that were looked at apart.
   *
   * @param first what {@link #inferSchema} said of some files
   * @param second what it said of others
   * @return none if they cannot be read as one table
   */
  default Optional<StructType> merge(StructType first, StructType second) {
    return first.equals(second) ? Optional.of(first) : Optional.empty();
  }

  /**
   * This format for the columns of a table, declared or inferred.
   *
   * @param columns without partition columns
   * @throws IllegalArgumentException naming the first column that records do not have
   */
  RecordFormat withColumns(StructType columns);

  /** Whether a record can be found from the middle of a file. */
  Splittable splittable();

  /**
   * How many records a file has, if that follows from its length.
   *
   * @param path for messages
   * @param dataBytes without header and trailer
   * @throws IOException if a file of this length cannot be whole
   */
  OptionalLong recordCount(String path, long dataBytes) throws IOException;

  /**
   * Takes those filters of a query that the format can decide exactly; none, unless a format can do
   * better.
   *
   * @param filters which all have to be true of a record
   * @param columns of the records, as they were declared
   */
  default PushedFilters push(Predicate[] filters, StructType columns) {
    return new PushedFilters(this, List.of(), List.of(filters));
  }

  /**
   * Opens a range of a file, after a look at what the file says of itself, if it does.
   *
   * @param source owned by the cursor from now on, unless this throws
   * @param columns which columns are wanted; where none is, the cursor need only count
   */
  BatchCursor cursor(RegionSource source, DataRange range, StructType columns) throws IOException;

  /**
   * A column of the records.
   *
   * @param column one of {@link #withColumns}, or with some of its nested fields left out
   * @param statistics where bytes that the column has to copy are counted
   */
  RecordVector vector(StructField column, ReadStatistics statistics);
}
