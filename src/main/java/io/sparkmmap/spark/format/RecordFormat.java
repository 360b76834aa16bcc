// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.format;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.filter.Bounds;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.RowPositions;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A value of the option {@code recordFormat}, with its options read: where the records of a file
 * begin and end, and what columns they have. Immutable; goes from the driver to the executors. Two
 * are equal if they give the same records of the same bytes: Spark runs equal scans only once.
 */
public interface RecordFormat extends Serializable {

  /** The value of the option. */
  String name();

  /**
   * The columns that records have where the user declares none. On the host of files that belong to
   * one, it is part of an answer that {@link #merge} and {@link #complete} take.
   *
   * @param files of the table as they are now, maybe none; formats whose options say it all look at
   *     none of them
   * @param site where this is called
   * @throws IOException if a file that has to be looked at cannot be read, or is not of this format
   */
  StructType inferSchema(List<ListedFile> files, InferenceSite site) throws IOException;

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
   * The columns of a table, out of those that the hosts of its files have found.
   *
   * @param merged of all hosts
   */
  default StructType complete(StructType merged) {
    return merged;
  }

  /**
   * This format for the columns of a table, declared or inferred.
   *
   * @param columns without partition columns
   * @param names when the name of a column and that of a field of the records are one
   * @throws IllegalArgumentException naming the first column that records do not have
   */
  RecordFormat withColumns(StructType columns, NameRule names);

  /** The same in a session in which case does not count. */
  default RecordFormat withColumns(StructType columns) {
    return withColumns(columns, NameRule.CASE_INSENSITIVE);
  }

  /** How a column is found in a record. */
  enum ColumnsBy {
    /** By its name, so that other fields may come between. */
    NAME,
    /** By its place among the columns. */
    PLACE
  }

  /** How columns are found in a record. */
  default ColumnsBy columnsBy() {
    return ColumnsBy.NAME;
  }

  /**
   * Makes sure that a query can be answered that wants these columns, and no others.
   *
   * @param wanted of {@link #withColumns}
   */
  default void checkWanted(StructType wanted) {}

  /** Whether a record can be found from the middle of a file. */
  Splittable splittable();

  /** The same of a file that lies on no disk of a node: of it no index can be kept there. */
  default Splittable splittableElsewhere() {
    return splittable();
  }

  /**
   * What part of the bytes of a split is read, about, where columns lie apart. Splits may be the
   * longer for it.
   *
   * @param wanted columns, out of those of {@link #withColumns}
   * @return from 0 to 1
   */
  default double partRead(StructType wanted) {
    return 1;
  }

  /**
   * How many records a file has, if that follows from its length.
   *
   * @param path for messages
   * @param dataBytes without header and trailer
   * @throws IOException if a file of this length cannot be whole
   */
  OptionalLong recordCount(String path, long dataBytes) throws IOException;

  /**
   * This format in a query with some filters, which it need not decide. They are those that Spark
   * would hand to its own source: a format whose errors depend on them has to know.
   *
   * @param filters which all have to be true of a record; there may be more
   */
  default RecordFormat knowing(List<Filter> filters) {
    return this;
  }

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
   * Whether the columns can be read in any order and without harm, so that filters and aggregates
   * may be evaluated over them before Spark sees a row.
   */
  default boolean evaluatesColumns() {
    return false;
  }

  /** The column by which the records of each file are sorted, ascending, if there is one. */
  default Optional<String> sortedBy() {
    return Optional.empty();
  }

  /**
   * Searches for the part of a range in which the values of the column of {@link #sortedBy()} lie
   * within bounds. Formats that have one override it.
   *
   * @param source from {@link io.sparkmmap.core.source.RegionSources#openForLookups}; stays with
   *     the caller
   * @return the part, or more of the range
   * @throws io.sparkmmap.core.record.UnsortedFileException if records that were read are not in
   *     order
   */
  default DataRange search(RegionSource source, DataRange range, Bounds bounds) throws IOException {
    return range;
  }

  /** A file that a format may look into, if it has to. */
  interface Lookups {
    /**
     * Opens the file, as {@link io.sparkmmap.core.source.RegionSources#openForLookups} does.
     *
     * @return to be closed by the caller
     */
    RegionSource open() throws IOException;
  }

  /**
   * The part of a range that holds records of some numbers, or all of it.
   *
   * @param file of the range
   * @param firstIndex number in the file of the first record
   * @param lastIndex number of the last one
   * @throws IOException if the file has to be looked at, and cannot be
   */
  default DataRange recordsBetween(Lookups file, DataRange range, long firstIndex, long lastIndex)
      throws IOException {
    return range;
  }

  /**
   * What the format looks for in records that it need not give, since a filter that it did not take
   * asks for it; empty if it gives all of those that pass the filters it took.
   */
  default Optional<String> describeSearch() {
    return Optional.empty();
  }

  /**
   * Where records stand; empty if the format cannot tell.
   *
   * @param source that the cursor has; it stays with the cursor
   * @throws IOException if the file has to be looked at, and cannot be
   */
  default Optional<RowPositions> positions(
      RowPositions.Kind kind, RegionSource source, DataRange range) throws IOException {
    return Optional.empty();
  }

  /**
   * A column of the records.
   *
   * @param column one of {@link #withColumns}, or with some of its nested fields left out
   * @param statistics where bytes that the column has to copy are counted
   */
  RecordVector vector(StructField column, ReadStatistics statistics);

  /**
   * Whether files differ in how a column lies in memory, so that it has to be made anew for each by
   * {@link #vectorOf}.
   */
  default boolean vectorsAreOfFile() {
    return false;
  }

  /**
   * A column of the records of one file, where {@link #vectorsAreOfFile()}.
   *
   * @param cursor over the file
   * @param index of the column among those that the cursor was opened for
   * @param column as in {@link #vector}
   * @param statistics where bytes that the column has to copy are counted
   */
  default RecordVector vectorOf(
      BatchCursor cursor, int index, StructField column, ReadStatistics statistics) {
    return vector(column, statistics);
  }
}
