// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.format;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.spark.files.ListedFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;

/**
 * A value of the option {@code recordFormat}, with its options read: what columns records have, and
 * what of a query the format takes. Where columns are inferred and scans are planned; what travels
 * to the executors is its {@link #reading()}. Immutable.
 *
 * <p>A format that can be written has a third role, how it writes, in an interface of its own.
 */
public interface RecordFormat {

  /** The value of the option. */
  String name();

  /** How records are read, of the columns and by the filters that this format knows so far. */
  RecordReading reading();

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
   * Whether the columns can be read in any order and without harm, so that filters and aggregates
   * may be evaluated over them before Spark sees a row.
   */
  default boolean evaluatesColumns() {
    return false;
  }

  /**
   * What the format looks for in records that it need not give, since a filter that it did not take
   * asks for it; empty if it gives all of those that pass the filters it took.
   */
  default Optional<String> describeSearch() {
    return Optional.empty();
  }
}
