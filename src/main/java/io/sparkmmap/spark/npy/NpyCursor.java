// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.npy;

import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.spark.vector.RecordVector;
import org.apache.spark.sql.types.StructField;

/** A cursor over the rows of one file, which knows the columns of that file. */
interface NpyCursor {
  /** The number in the file of the first row of the batch, from 0. */
  long firstRow();

  /**
   * A column, to be pointed at the batches of this cursor and no other.
   *
   * @param column one that passed {@link NpyRows#check}, or with some of its nested fields left out
   * @param statistics where bytes that have to be copied are counted
   */
  Column column(StructField column, ReadStatistics statistics);

  /**
   * A column of one file.
   *
   * @param vector its values
   * @param moveToBatch points the vector at the batch that the cursor stands on
   */
  record Column(RecordVector vector, Runnable moveToBatch) {}
}
