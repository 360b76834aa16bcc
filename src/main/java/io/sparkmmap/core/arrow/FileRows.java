// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import io.sparkmmap.core.arrow.FileFooter.Block;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;

/**
 * The rows of an IPC file by their numbers. How many rows a batch has stands in its own metadata
 * and not in the footer, so the metadata of all batches before a row has to be read to know its
 * number.
 */
final class FileRows {
  private final RegionSource source;
  private final FileFooter footer;
  private final ArrayPlan.BatchPlan plan;
  private int countedBatches;
  private long countedRows;

  FileRows(RegionSource source, FileFooter footer) throws ArrowFileException {
    this.source = source;
    this.footer = footer;
    this.plan = ArrayPlan.of(footer.schema().fields());
  }

  ArrayPlan.BatchPlan plan() {
    return plan;
  }

  /** Reads and checks what a batch says of itself. */
  BatchMetadata metadata(int batch) throws IOException {
    Block block = footer.batches().get(batch);
    return BatchMetadata.ofRecords(block.read(source, footer.offset()), plan);
  }

  /** How many rows all batches before one have. */
  long before(int batch) throws IOException {
    if (batch < countedBatches) {
      countedBatches = 0;
      countedRows = 0;
    }
    while (countedBatches < batch) {
      long rows = metadata(countedBatches).rows();
      if (rows > Long.MAX_VALUE - countedRows) {
        throw metadata(countedBatches)
            .origin()
            .damaged(0, "rows of a batch", "fewer than 2^63 in all", rows);
      }
      countedRows += rows;
      countedBatches++;
    }
    return countedRows;
  }

  /**
   * The part of a range that has the rows of some numbers.
   *
   * @param first number in the file, from 0
   * @param last number in the file
   */
  DataRange between(DataRange range, long first, long last) throws IOException {
    long from = range.end();
    for (int batch = 0; batch < footer.batches().size(); batch++) {
      long before = before(batch);
      if (before > last) {
        break;
      }
      long rows = before(batch + 1) - before;
      if (first >= before && first - before < rows) {
        from = positionOf(batch, first - before);
      }
      if (last - before < rows) {
        return range.between(from, positionOf(batch, last - before) + 1);
      }
    }
    return range.between(from, range.end());
  }

  /** The offset whose range has a row. */
  private long positionOf(int batch, long row) throws IOException {
    Block block = footer.batches().get(batch);
    BatchMetadata metadata = metadata(batch);
    return metadata.compression() == BufferCompression.NONE
        ? block.offset() + RowPositions.position(row, block.length(), metadata.rows())
        : block.offset();
  }
}
