// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import io.sparkmmap.core.record.DataRange;
import java.io.IOException;

/** Gives the record batches of a range, one after the other, without reading their bodies. */
interface BatchFeed {
  /**
   * Rows of a batch.
   *
   * @param metadata of the batch
   * @param body its buffers, of which nothing was read yet
   * @param from first row
   * @param to after the last row
   * @param offset of the batch in the file
   * @param length bytes of the batch
   */
  record Part(
      BatchMetadata metadata, BatchBody body, long from, long to, long offset, long length) {

    /** An offset in the batch as far into it as the row. */
    long positionOf(long row) {
      return offset + RowPositions.position(row, length, metadata.rows());
    }
  }

  /** The columns of the file. */
  ArrowSchema schema();

  /** All columns in their places. */
  ArrayPlan.BatchPlan plan();

  /** The dictionaries as they are for the last batch. */
  Dictionaries dictionaries();

  /** How many rows of the file come before the batch of the last rows. */
  long rowsBefore() throws IOException;

  /**
   * The part of the range that has the rows of some numbers, or more of it.
   *
   * @param first number in the file, from 0
   * @param last number in the file, not less
   */
  DataRange between(long first, long last) throws IOException;

  /** The next rows, at least one; null at the end. */
  Part next() throws IOException;
}
