// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import java.util.List;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;

/**
 * What is read of a file.
 *
 * @param csv with the options
 * @param columns of the file, with that for corrupt records if there is one
 * @param wanted which of them rows have, in the same order
 * @param filters of which a malformed row has to pass all to be an error
 */
record CsvRead(SparkCsv csv, StructType columns, StructType wanted, List<Filter> filters) {
  /** Spark's parser, for one thread. */
  SparkCsv.Parser parser(String path) {
    return csv.parser(this, path);
  }
}
